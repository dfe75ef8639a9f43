import { afterEach, beforeEach } from 'vitest'
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
  /** Requests seen of this path. */
  seen(path: string): Promise<{ idempotencyToken?: string; status: number | null }[]>
}

/** A new emulator for each test, and so a new workspace: what is known of one's health does not reach the next. */
export function emulatedWorkspace(): EmulatedWorkspace {
  let emulator: Emulator | undefined
  const url = () => emulator?.url ?? ''
  beforeEach(async () => {
    emulator = await startDatabricksEmulator({ port: 0, authorityHost: 'http://127.0.0.1:9' })
  })
  afterEach(() => emulator?.close())
  return {
    as: (person) => workspaceAt(url(), `dapi-demo-${person}`),
    control: () => controlDatabricks(url()),
    mode: (change) => post(`${url()}/__emulator/mode`, change),
    seen: async (path) => (await controlDatabricks(url()).requests()).filter((request) => request.path === path),
  }
}

async function post(url: string, body: unknown): Promise<void> {
  const headers = { 'content-type': 'application/json' }
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${await response.text()}`)
}
