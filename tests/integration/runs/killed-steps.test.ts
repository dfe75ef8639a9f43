import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startDatabricksEmulator } from '@/emulators/databricks/server'
import { startEntraEmulator } from '@/emulators/entra/server'
import type { Emulator } from '@/emulators/kit/emulator'
import { newSecrets, portalSettings } from '@/emulators/portal-settings.mjs'
import { importFlows } from '@/lib/flows/server/import-flows'
import { signIn } from '@/lib/identity/server/sign-in'
import { viewerOfSessionKey } from '@/lib/identity/server/viewer'
import type { Viewer } from '@/lib/identity/viewer'
import { background, startBackground } from '@/lib/runs/server/background'
import { type DatabaseSettings, openDatabase } from '@/lib/store/database'
import { migrate } from '@/lib/store/migrate'
import { ALL_MIGRATIONS } from '@/lib/store/migrations/all-migrations'
import type { Tables } from '@/lib/store/tables'
import { REDIRECT_URI, signIn as signInAtEntra } from '@/tests/integration/emulators/entra-support'
import { controlDatabricks } from '@/tests/support/emulator-control'
import { ROOMY_LIMITS } from '@/tests/support/roomy-limits'
import { describeOnBothStores, useAsCurrent } from '@/tests/support/stores'
import { until } from '@/tests/support/until'
import { flowOf, PING_JOB } from './sample-flows'

const SUBMIT = 'POST /api/2.2/jobs/runs/submit'
const SEND = 'POST /api/2.0/sql/statements'
const PRESS = fileURLToPath(new URL('../../support/store-processes/press.ts', import.meta.url))
/** Longer than it takes to see both calls and to kill who made them. */
const HANGING_MS = 20_000

const FLOWS = [
  flowOf('as-me', PING_JOB, { identityMode: 'as_me' }),
  flowOf('statement', '1', {
    steps: [{ action: 'sql', warehouseId: 'a1b2c3d4e5f60718', statement: 'SELECT 1 AS one', parameters: {} }],
  }),
]

let entra: Emulator | undefined
let databricks: Emulator | undefined
beforeAll(async () => {
  entra = await startEntraEmulator({ port: 0 })
  databricks = await startDatabricksEmulator({ port: 0, authorityHost: entra.url })
  const port = ({ url }: Emulator) => Number(new URL(url).port)
  const settings = portalSettings({ portal: 3000, entra: port(entra), databricks: port(databricks) })
  Object.assign(process.env, settings, newSecrets(), ROOMY_LIMITS)
})
afterAll(async () => {
  await databricks?.close()
  await entra?.close()
})

async function signedIn(upn: string): Promise<Viewer> {
  const { code, verifier } = await signInAtEntra(entra?.url ?? '', upn)
  const { sessionKey } = await signIn({
    ...{ code, codeVerifier: verifier, nonce: 'nonce-1', redirectUri: REDIRECT_URI, correlationId: randomUUID() },
    request: { id: randomUUID(), address: undefined, agent: undefined },
  })
  const viewer = await viewerOfSessionKey(sessionKey)
  if (!viewer) throw new Error(`${upn} has no session`)
  return viewer
}

describeOnBothStores('a process that is killed while its calls are under way', (_open, makeSettings) => {
  const openedStore = async (settings: DatabaseSettings) => {
    const store = await openDatabase<Tables>(settings)
    useAsCurrent(store)
    return store
  }

  it('leaves one run as the person and one statement, which the next process finds (RUN-5, RUN-8)', {
    timeout: 120_000,
  }, async () => {
    const control = controlDatabricks(databricks?.url ?? '')
    await control.reset()
    const settings = await makeSettings()
    const before = await openedStore(settings)
    await migrate(before, ALL_MIGRATIONS)
    expect(await importFlows({ flows: FLOWS })).toMatchObject({ ok: true })
    const [user, maker] = [await signedIn('user@contoso.example'), await signedIn('maker@contoso.example')]
    await before.close()
    await control.addFault({ match: SUBMIT, hangMs: HANGING_MS })
    await control.addFault({ match: SEND, hangMs: HANGING_MS })

    const presses = [
      { viewer: user, slug: 'as-me' },
      { viewer: maker, slug: 'statement' },
    ]
    const where = settings.databaseUrl
      ? { DATABASE_URL: settings.databaseUrl }
      : { DATABASE_URL: '', LAKEPORT_DATA_DIR: settings.dataDir }
    const args = ['--import', 'tsx', '--conditions=react-server', PRESS, JSON.stringify(presses)]
    const child = spawn(process.execPath, args, {
      env: { ...process.env, ...where },
      stdio: ['ignore', 'ignore', 'inherit'],
    })
    const statements = async () =>
      (await (await fetch(`${databricks?.url}/__emulator/statements`)).json()) as { statement_id: string }[]
    await until(
      async () => (await control.runs()).length + (await statements()).length,
      (started) => started === presses.length,
    )
    child.kill('SIGKILL')
    await once(child, 'exit')
    await control.clearFaults()

    const after = await openedStore(settings)
    const { kysely } = after
    const handles = () =>
      kysely
        .selectFrom('runs')
        .innerJoin('run_steps', 'run_steps.run_id', 'runs.id')
        .select(['runs.id', 'run_steps.databricks_run_id', 'run_steps.statement_id', 'runs.maybe_started'])
        .execute()
    expect((await handles()).map((run) => [run.databricks_run_id, run.statement_id, run.maybe_started])).toEqual([
      [null, null, true],
      [null, null, true],
    ])
    await sql`update runs set due_at = now(), lease_until = now()`.execute(kysely) // who held them is dead
    await startBackground()
    const found = await until(handles, (runs) => runs.every((run) => run.databricks_run_id ?? run.statement_id))
    await (await background())?.stop(5_000)
    await after.close()

    const runs = await control.runs()
    expect(runs.map(({ run_id }) => run_id)).toEqual(found.flatMap((run) => run.databricks_run_id ?? []))
    expect((await statements()).map((it) => it.statement_id)).toEqual(found.flatMap((run) => run.statement_id ?? []))
    const calls = (await control.requests()).map(({ method, path }) => `${method} ${path}`)
    expect(calls.filter((call) => call === SUBMIT)).toHaveLength(2) // with one token
    expect(calls.filter((call) => call === SEND)).toHaveLength(1)
  })
})
