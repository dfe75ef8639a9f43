/** Who may use a warehouse or a cluster: names of members, or `users` for all of them. Admins may use everything. */
export type Users = readonly string[]

/** A SQL warehouse. It is on its way to `target` from `changedAt` on, and there after a while. */
export interface Warehouse {
  /** 16 hexadecimal digits. */
  id: string
  name: string
  size: string
  type: 'PRO' | 'CLASSIC'
  serverless: boolean
  autoStopMins: number
  creator: string
  users: Users
  target: 'RUNNING' | 'STOPPED'
  changedAt: number
}

/** A cluster as it stands: nothing here starts or stops one. */
export interface Cluster {
  /** Like `0601-083000-ab12cd34`. */
  id: string
  name: string
  state: 'PENDING' | 'RUNNING' | 'RESTARTING' | 'RESIZING' | 'TERMINATING' | 'TERMINATED' | 'ERROR' | 'UNKNOWN'
  stateMessage: string
  source: 'UI' | 'JOB' | 'API' | 'SQL' | 'MODELS' | 'PIPELINE' | 'PIPELINE_MAINTENANCE'
  sparkVersion: string
  nodeType: string
  workers: number
  creator: string
  users: Users
  startedAt: number
  terminatedAt?: number
  pinned?: boolean
}

/** How long a warehouse is STARTING or STOPPING. */
const CHANGE_MS = 4_000

export function stateOfWarehouse({ target, changedAt }: Warehouse, now: number): string {
  if (now >= changedAt + CHANGE_MS) return target
  return target === 'RUNNING' ? 'STARTING' : 'STOPPING'
}

/** Starts it unless it is up or coming up. Answers from when on it takes work. */
export function startWarehouse(warehouse: Warehouse, now: number): number {
  if (warehouse.target === 'STOPPED') Object.assign(warehouse, { target: 'RUNNING', changedAt: now })
  return Math.max(now, warehouse.changedAt + CHANGE_MS)
}

export function stopWarehouse(warehouse: Warehouse, now: number): void {
  if (warehouse.target === 'RUNNING') Object.assign(warehouse, { target: 'STOPPED', changedAt: now })
}
