import { operationIn } from './describe-operation'
import type { Json, JsonObject } from './json'
import { READY_CLUSTERS } from './ready-clusters'
import { READY_JOBS } from './ready-jobs'
import { READY_SQL, READY_WAREHOUSES } from './ready-sql'

/** The ready connector's definition: Jobs, SQL statements, warehouses and clusters of any Databricks workspace. */
export const READY_DEFINITION: JsonObject = { paths: pathsOf() }

function pathsOf(): JsonObject {
  const paths: Record<string, Record<string, Json>> = {}
  for (const described of [...READY_JOBS, ...READY_SQL, ...READY_WAREHOUSES, ...READY_CLUSTERS]) {
    paths[described.path] = { ...paths[described.path], [described.verb]: operationIn(described) }
  }
  return paths
}
