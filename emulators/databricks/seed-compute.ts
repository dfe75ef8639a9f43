import type { Cluster, Warehouse } from './compute.ts'
import type { Volume } from './volumes.ts'

const MAKER = 'maker@contoso.example'
const ADMIN = 'admin@contoso.example'
const BEGINNING = Date.UTC(2026, 5, 1, 8, 30)

const DAY_MS = 24 * 60 * 60 * 1000

/** One for everybody who analyses sales, one of the finance team that is stopped, one of the administrator's. */
export function seedWarehouses(): Warehouse[] {
  return [
    warehouse({
      id: 'a1b2c3d4e5f60718',
      name: 'Sales analytics',
      size: 'Small',
      users: ['user@contoso.example', MAKER],
    }),
    warehouse({
      id: 'b2c3d4e5f6071829',
      name: 'Finance reporting',
      size: 'Medium',
      serverless: false,
      autoStopMins: 45,
      target: 'STOPPED',
      users: [MAKER],
    }),
    warehouse({
      id: 'c3d4e5f60718293a',
      name: 'Platform maintenance',
      size: '2X-Small',
      type: 'CLASSIC',
      serverless: false,
      creator: ADMIN,
      users: [],
    }),
  ]
}

function warehouse(rest: Pick<Warehouse, 'id' | 'name' | 'size' | 'users'> & Partial<Warehouse>): Warehouse {
  return {
    type: 'PRO',
    serverless: true,
    autoStopMins: 10,
    creator: MAKER,
    target: 'RUNNING',
    changedAt: BEGINNING,
    ...rest,
  }
}

/** One that all members share, one of the forecast team, and one that a job left behind. */
export function seedClusters(now: number): Cluster[] {
  return [
    cluster({ id: '0601-083000-shared01', name: 'Shared analysis', users: ['users'], pinned: true, workers: 2 }),
    cluster({
      id: '0602-091500-fcast001',
      name: 'Forecast training',
      nodeType: 'Standard_NC4as_T4_v3',
      users: [MAKER],
      state: 'TERMINATED',
      stateMessage: 'Inactive cluster terminated (inactive for 60 minutes).',
      terminatedAt: now - DAY_MS,
      pinned: true,
    }),
    cluster({
      id: '0603-020000-job00001',
      name: 'job-410000000000002-run-1-monthly_close',
      source: 'JOB',
      creator: ADMIN,
      users: [],
      state: 'ERROR',
      stateMessage: 'The driver did not become ready in time.',
      terminatedAt: now - DAY_MS,
    }),
  ]
}

function cluster(rest: Pick<Cluster, 'id' | 'name' | 'users'> & Partial<Cluster>): Cluster {
  return {
    state: 'RUNNING',
    stateMessage: '',
    source: 'UI',
    sparkVersion: '17.3.x-scala2.13',
    nodeType: 'Standard_D4ds_v5',
    workers: 1,
    creator: MAKER,
    startedAt: BEGINNING,
    ...rest,
  }
}

/** Where the finance team's uploads go; the user may write there, the other user may not. */
export function seedVolumes(): Volume[] {
  return [{ path: '/Volumes/finance/inbound/uploads', creator: MAKER, users: ['user@contoso.example'] }]
}
