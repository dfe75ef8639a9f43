import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { PlainBrowser } from '../integration/http/plain-browser.ts'
import {
  controlDatabricks,
  controlEntra,
  type DatabricksControl,
  type EntraControl,
} from '../support/emulator-control.ts'
import { startPostgres } from '../support/postgres.ts'
import { type Stack, startStack } from '../support/stack.ts'
import { flowOf, jobOf } from './flow.ts'

export interface Person {
  readonly upn: string
  readonly browser: PlainBrowser
}

/** A portal as it is shipped, on PostgreSQL, with flows and a crowd that is signed in. */
export interface LoadedPortal {
  readonly stack: Stack
  readonly entra: EntraControl
  readonly databricks: DatabricksControl
  readonly crowd: readonly Person[]
  /** A look into the portal's database from outside. */
  readonly database: Client
  close(): Promise<void>
}

const INTERRUPTED = 130

interface Load {
  readonly people: number
  readonly flows: number
  /** How long a run takes by the emulator's clock, ms. */
  readonly durationMs: number
  readonly env?: Readonly<Record<string, string>>
}

export async function startLoaded({ people, flows, durationMs, env = {} }: Load): Promise<LoadedPortal> {
  const closers: (() => Promise<unknown>)[] = []
  const close = async () => {
    for (const end of closers.splice(0).reverse()) await end()
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void close().finally(() => process.exit(INTERRUPTED)))
  }
  try {
    const folder = await mkdtemp(join(tmpdir(), 'lakeport-load-'))
    closers.push(() => rm(folder, { recursive: true, force: true }))
    const flowsFile = join(folder, 'flows.json')
    await writeFile(flowsFile, JSON.stringify({ flows: numbers(flows).map(flowOf) }))
    const postgres = await startPostgres()
    closers.push(() => postgres.stop())
    const databaseUrl = await postgres.createDatabase()
    const stack = await startStack({ databaseUrl, flowsFile, env })
    closers.push(() => stack.close())
    const database = new Client({ connectionString: databaseUrl })
    await database.connect()
    closers.push(() => database.end())
    const [entra, databricks] = [controlEntra(stack.entraUrl), controlDatabricks(stack.databricksUrl)]
    await databricks.putJobs({ jobs: numbers(flows).map((number) => jobOf(number, durationMs)) })
    const crowd: Person[] = []
    for (const number of numbers(people)) {
      const upn = `crowd${number}@contoso.example`
      await databricks.addMember(upn, await entra.addUser(upn))
      const browser = new PlainBrowser(stack.portalUrl)
      await browser.signIn(upn)
      crowd.push({ upn, browser })
    }
    return { stack, entra, databricks, crowd, database, close }
  } catch (error) {
    await close()
    throw error
  }
}

export function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, number) => number)
}
