import 'server-only'
import { z } from 'zod'
import { list, object, pageToken, text, time } from './answer'
import { type CallOptions, request } from './request'
import type { Workspace } from './workspace'

const cluster = object({
  cluster_id: z.string(),
  cluster_name: text,
  state: text,
  state_message: text,
  cluster_source: text,
  creator_user_name: text,
  start_time: time,
  terminated_time: time,
})

/**
 * A cluster in Databricks' words. `state` is one of PENDING, RUNNING, RESTARTING, RESIZING, TERMINATING, TERMINATED, ERROR,
 * UNKNOWN, or what comes later.
 */
export type DatabricksCluster = z.output<typeof cluster>

const LIST_CLUSTERS = {
  method: 'GET',
  path: '/api/2.1/clusters/list',
  right: 'Can Attach To',
  answer: object({ clusters: list(cluster), next_page_token: pageToken }),
} as const

interface ListClustersOptions extends CallOptions {
  /** 1 to 100. */
  readonly limit?: number
  readonly pageToken?: string | undefined
}

/**
 * One page of the clusters that the person may attach to, those that ended within 30 days included:
 * GET /api/2.1/clusters/list.
 */
export async function listClusters(
  workspace: Workspace,
  { limit = 100, pageToken: token, ...options }: ListClustersOptions = {},
): Promise<{ clusters: DatabricksCluster[]; nextPageToken: string | undefined }> {
  const query = { page_size: limit, page_token: token }
  return (await request(workspace, LIST_CLUSTERS, { query }, options)).value
}
