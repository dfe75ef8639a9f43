import { type Cluster, stateOfWarehouse, type Warehouse } from '../compute.ts'
import { WORKSPACE_ID } from '../people.ts'

const JDBC_PORT = 443

/** A warehouse, in lists and alone. `host` is the workspace's own, where its drivers connect. */
export function warehouseJson(warehouse: Warehouse, now: number, host: string) {
  const state = stateOfWarehouse(warehouse, now)
  const isUp = state === 'RUNNING'
  const path = `/sql/1.0/warehouses/${warehouse.id}`
  const options = `transportMode=http;ssl=1;AuthMech=3;httpPath=${path};`
  return {
    id: warehouse.id,
    name: warehouse.name,
    size: warehouse.size.toUpperCase(),
    cluster_size: warehouse.size,
    min_num_clusters: 1,
    max_num_clusters: 1,
    auto_stop_mins: warehouse.autoStopMins,
    creator_name: warehouse.creator,
    spot_instance_policy: 'COST_OPTIMIZED',
    enable_photon: true,
    enable_serverless_compute: warehouse.serverless,
    warehouse_type: warehouse.type,
    channel: { name: 'CHANNEL_NAME_CURRENT' },
    state,
    num_clusters: isUp ? 1 : 0,
    num_active_sessions: 0,
    jdbc_url: `jdbc:spark://${host}:${JDBC_PORT}/default;${options}`,
    odbc_params: { hostname: host, path, protocol: 'https', port: JDBC_PORT },
    ...(isUp && { health: { status: 'HEALTHY' } }),
  }
}

export function clusterJson(cluster: Cluster) {
  const ends = cluster.terminatedAt !== undefined
  return {
    cluster_id: cluster.id,
    cluster_name: cluster.name,
    creator_user_name: cluster.creator,
    spark_version: cluster.sparkVersion,
    node_type_id: cluster.nodeType,
    driver_node_type_id: cluster.nodeType,
    num_workers: cluster.workers,
    autotermination_minutes: 60,
    cluster_source: cluster.source,
    data_security_mode: 'USER_ISOLATION',
    runtime_engine: 'PHOTON',
    state: cluster.state,
    state_message: cluster.stateMessage,
    start_time: cluster.startedAt,
    ...(ends && {
      terminated_time: cluster.terminatedAt,
      termination_reason: { code: cluster.state === 'ERROR' ? 'DRIVER_UNREACHABLE' : 'INACTIVITY', type: 'SUCCESS' },
    }),
    default_tags: { Vendor: 'Databricks', ClusterId: cluster.id, DatabricksInstanceGroupId: WORKSPACE_ID },
  }
}
