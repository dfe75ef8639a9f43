import type { Cluster, Users, Warehouse } from './compute.ts'
import { denied, invalid, refusal } from './errors.ts'
import type { Member } from './people.ts'
import type { WorkspaceState } from './state.ts'

export function mayUse(caller: Member, { creator, users }: { creator: string; users: Users }): boolean {
  return caller.isAdmin || [creator, ...users].some((name) => name === 'users' || name === caller.userName)
}

/** @throws Refusal 400 for what is no id, 404 for one of none, 403 for who may not use it */
export function requireWarehouse({ warehouses }: WorkspaceState, id: string, caller: Member): Warehouse {
  if (!/^[0-9a-f]{16}$/.test(id)) throw invalid(`${id} is not a valid endpoint id.`)
  const warehouse = warehouses.get(id)
  if (!warehouse) throw refusal(404, 'RESOURCE_DOES_NOT_EXIST', `SQL warehouse ${id} does not exist.`)
  if (mayUse(caller, warehouse)) return warehouse
  throw denied('You do not have permission to use the SQL Warehouse. Please contact your administrator.')
}

/** @throws Refusal 400 for a cluster that is not there, 403 for who may not attach to it */
export function requireCluster({ clusters }: WorkspaceState, id: string, caller: Member): Cluster {
  const cluster = clusters.get(id)
  if (!cluster) throw invalid(`Cluster ${id} does not exist`)
  if (mayUse(caller, cluster)) return cluster
  const advice = 'Please contact the owner or an administrator for access.'
  throw denied(`${caller.userName} does not have Attach permissions on ${id}. ${advice}`)
}
