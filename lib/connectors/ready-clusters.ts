import { answer, type Described, listOf, needed, PAGE_SIZE, PAGE_TOKEN, TEXT } from './describe-operation'

const CLUSTER = { cluster_id: needed(TEXT, 'Cluster', 'The cluster’s id.') }
const CLUSTER_ANSWER = answer({
  cluster_id: TEXT,
  cluster_name: TEXT,
  state: TEXT,
  state_message: TEXT,
  spark_version: TEXT,
  creator_user_name: TEXT,
})

/** Clusters API 2.1, in our own words. */
export const READY_CLUSTERS: readonly Described[] = [
  {
    verb: 'get',
    path: '/api/2.1/clusters/list',
    id: 'ListClusters',
    summary: 'List clusters',
    description: 'The clusters that the caller may view.',
    query: { page_size: PAGE_SIZE, page_token: PAGE_TOKEN },
    answer: answer({ clusters: listOf(CLUSTER_ANSWER), next_page_token: TEXT }),
  },
  {
    verb: 'get',
    path: '/api/2.1/clusters/get',
    id: 'GetCluster',
    summary: 'Get a cluster',
    description: 'One cluster and its state.',
    query: CLUSTER,
    answer: CLUSTER_ANSWER,
  },
  {
    verb: 'post',
    path: '/api/2.1/clusters/start',
    id: 'StartCluster',
    summary: 'Start a cluster',
    description: 'Starts a cluster that is terminated.',
    visibility: 'advanced',
    body: CLUSTER,
  },
  {
    verb: 'post',
    path: '/api/2.1/clusters/restart',
    id: 'RestartCluster',
    summary: 'Restart a cluster',
    description: 'Restarts a cluster that is running; what runs on it ends.',
    visibility: 'advanced',
    body: CLUSTER,
  },
  {
    verb: 'post',
    path: '/api/2.1/clusters/delete',
    id: 'TerminateCluster',
    summary: 'Terminate a cluster',
    description: 'Stops a cluster; it can be started again.',
    visibility: 'advanced',
    body: CLUSTER,
  },
]
