import { afterAll, beforeAll, beforeEach } from 'vitest'
import { startDatabricksEmulator } from '@/emulators/databricks/server'
import type { Emulator } from '@/emulators/kit/emulator'
import type { Pace } from '@/lib/databricks/retry'
import type { Workspace } from '@/lib/databricks/workspace'
import { controlDatabricks, type DatabricksControl } from '@/tests/support/emulator-control'
import { workspaceAt } from './listener'

export const FORECAST_JOB = '410000000000004'
export const INVOICES_JOB = '410000000000003'
export const PRICE_LIST_JOB = '410000000000005'
export const PING_JOB = '410000000000006'

/** Waits not at all, and keeps how long it was told to. */
export function hasty(): Pace & { waits: number[] } {
  const waits: number[] = []
  return {
    waits,
    now: Date.now,
    random: () => 1,
    sleep: async (ms) => {
      waits.push(ms)
    },
  }
}

export interface EmulatedWorkspace {
  /** As the seed's person of that name. */
  as(person: 'user' | 'user2' | 'maker' | 'admin' | 'nobody'): Workspace
  control(): DatabricksControl
  /** Behaviours in which real workspaces differ. */
  mode(change: Record<string, boolean>): Promise<void>
  /** The runs that really exist, whoever asked for them. */
  ran(): Promise<{ run_id: string; job_id: string }[]>
  /** Requests seen of this path. */
  seen(path: string): Promise<{ idempotencyToken?: string; status: number | null }[]>
}

/** One emulator for a file's tests, fresh for each of them. */
export function emulatedWorkspace(): EmulatedWorkspace {
  let emulator: Emulator | undefined
  const url = () => emulator?.url ?? ''
  beforeAll(async () => {
    emulator = await startDatabricksEmulator({ port: 0, authorityHost: 'http://127.0.0.1:9' })
  })
  beforeEach(() => controlDatabricks(url()).reset())
  afterAll(() => emulator?.close())
  return {
    as: (person) => workspaceAt(url(), `dapi-demo-${person}`),
    control: () => controlDatabricks(url()),
    mode: async (change) => void (await ask(`${url()}/__emulator/mode`, change)),
    ran: async () => ((await ask(`${url()}/__emulator/runs`)) as { runs: { run_id: string; job_id: string }[] }).runs,
    seen: async (path) => (await controlDatabricks(url()).requests()).filter((request) => request.path === path),
  }
}

/** GET without a body, POST with one. */
async function ask(url: string, body?: unknown): Promise<unknown> {
  const headers = { 'content-type': 'application/json' }
  const init = body === undefined ? {} : { method: 'POST', headers, body: JSON.stringify(body) }
  const response = await fetch(url, init)
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${await response.text()}`)
  return response.json()
}
