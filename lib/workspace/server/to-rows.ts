import 'server-only'
import type { DatabricksCluster } from '@/lib/databricks/clusters'
import type { DatabricksJob } from '@/lib/databricks/job'
import type { DatabricksWarehouse } from '@/lib/databricks/warehouses'
import type { ClusterRow, JobRow, WarehouseRow } from '@/lib/workspace/workspace-rows'

const UNKNOWN = 'UNKNOWN'

export function toJobRow({ jobId, settings, creatorUserName, createdTime }: DatabricksJob, origin: string): JobRow {
  return {
    id: jobId,
    name: settings.name ?? jobId,
    owner: creatorUserName,
    href: `${origin}/jobs/${jobId}`,
    starts: startsOf(settings),
    createdAt: createdTime,
  }
}

function startsOf({ schedule, continuous, trigger }: DatabricksJob['settings']): JobRow['starts'] {
  const start = schedule ?? continuous ?? trigger
  if (!start) return 'by hand'
  return start.pauseStatus === 'PAUSED' ? 'paused' : 'by itself'
}

export function toWarehouseRow(warehouse: DatabricksWarehouse, origin: string): WarehouseRow {
  const { id, name, state, clusterSize, enableServerlessCompute, creatorName } = warehouse
  return {
    id,
    name: name ?? id,
    owner: creatorName,
    href: `${origin}/sql/warehouses/${encodeURIComponent(id)}`,
    state: state ?? UNKNOWN,
    size: clusterSize,
    serverless: enableServerlessCompute === true,
  }
}

export function toClusterRow(cluster: DatabricksCluster, origin: string): ClusterRow {
  const { clusterId, clusterName, creatorUserName, state, stateMessage, clusterSource } = cluster
  return {
    id: clusterId,
    name: clusterName ?? clusterId,
    owner: creatorUserName,
    href: `${origin}/compute/clusters/${encodeURIComponent(clusterId)}`,
    state: state ?? UNKNOWN,
    stateMessage: stateMessage || undefined,
    source: clusterSource ?? UNKNOWN,
    startedAt: cluster.startTime,
    endedAt: cluster.terminatedTime,
  }
}
