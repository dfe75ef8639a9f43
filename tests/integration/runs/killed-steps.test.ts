import { type ChildProcess, spawn } from 'node:child_process'
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
import { inputs } from '@/lib/language/en/inputs'
import { parseRunQuery } from '@/lib/runs/run-query'
import { askBulk, getBulk } from '@/lib/runs/server/ask-bulk'
import { background, startBackground } from '@/lib/runs/server/background'
import { pressFlow } from '@/lib/runs/server/press'
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
const RUN_NOW = 'POST /api/2.2/jobs/run-now'
const processOf = (name: string) =>
  fileURLToPath(new URL(`../../support/store-processes/${name}.ts`, import.meta.url))
/** Longer than it takes to see both calls and to kill who made them. */
const HANGING_MS = 20_000

const MANY = 6

const FLOWS = [
  flowOf('ping', PING_JOB),
  flowOf('as-me', PING_JOB, { identityMode: 'as_me' }),
  flowOf('two-steps', PING_JOB, {
    steps: ['First', 'Second'].map((name) => ({ action: 'run_now', name, jobId: PING_JOB, jobParameters: {} })),
  }),
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

function start(name: string, settings: DatabaseSettings, argument = ''): ChildProcess {
  const where = settings.databaseUrl
    ? { DATABASE_URL: settings.databaseUrl }
    : { DATABASE_URL: '', LAKEPORT_DATA_DIR: settings.dataDir }
  const args = ['--import', 'tsx', '--conditions=react-server', processOf(name), argument]
  return spawn(process.execPath, args, {
    env: { ...process.env, ...where },
    stdio: ['ignore', name === 'work' ? 'pipe' : 'ignore', 'inherit'],
  })
}

async function kill(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL')
  await once(child, 'exit')
}

describeOnBothStores('a process that is killed while its calls are under way', (_open, makeSettings) => {
  const openedStore = async (settings: DatabaseSettings) => {
    const store = await openDatabase<Tables>(settings)
    useAsCurrent(store)
    return store
  }

  /** An emulator that knows nothing yet, and a store with the flows in it, open. */
  const begun = async () => {
    const control = controlDatabricks(databricks?.url ?? '')
    await control.reset()
    const settings = await makeSettings()
    const before = await openedStore(settings)
    await migrate(before, ALL_MIGRATIONS)
    expect(await importFlows({ flows: FLOWS })).toMatchObject({ ok: true })
    return { control, settings, before }
  }

  /** How many runs of requests for many nobody has dealt with yet; whoever held anything is dead. */
  const leftAndDue = async (settings: DatabaseSettings) => {
    const { kysely, close } = await openDatabase<Tables>(settings)
    for (const table of ['runs', 'bulk_requests']) {
      const held = sql`lease_until > now()`
      await sql`update ${sql.table(table)} set due_at = now(), lease_until = now() where ${held}`.execute(kysely)
    }
    const { rows } = await sql`select 1 from bulk_items where outcome is null`.execute(kysely)
    await close()
    return rows.length
  }

  it('leaves one run as the person and one statement, which the next process finds (RUN-5, RUN-8)', {
    timeout: 120_000,
  }, async () => {
    const { control, settings, before } = await begun()
    const [user, maker] = [await signedIn('user@contoso.example'), await signedIn('maker@contoso.example')]
    await before.close()
    await control.addFault({ match: SUBMIT, hangMs: HANGING_MS })
    await control.addFault({ match: SEND, hangMs: HANGING_MS })

    const presses = [
      { viewer: user, slug: 'as-me' },
      { viewer: maker, slug: 'statement' },
    ]
    const child = start('press', settings, JSON.stringify(presses))
    const statements = async () =>
      (await (await fetch(`${databricks?.url}/__emulator/statements`)).json()) as { statement_id: string }[]
    await until(
      async () => (await control.runs()).length + (await statements()).length,
      (started) => started === presses.length,
    )
    await kill(child)
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

  it('between two steps, or with the call of the second under way, leaves one run of each (RUN-1, RUN-2, RUN-5)', {
    timeout: 120_000,
  }, async () => {
    const { control, settings, before } = await begun()
    const viewer = await signedIn('user@contoso.example')
    const press = { slug: 'two-steps', clientKey: randomUUID(), posted: {}, resubmittedFrom: undefined }
    const pressed = await pressFlow(viewer, press, inputs)
    expect(pressed.ok).toBe(true)
    await control.advanceClock(60_000)
    // Nobody gets to the second step: whoever keeps it is killed before.
    await sql`create function nobody() returns trigger language plpgsql as $$ begin return null; end $$`.execute(
      before.kysely,
    )
    await sql`create trigger nobody before update on runs for each row
      when (new.step_position = 1 and new.lease_owner is not null) execute function nobody()`.execute(before.kysely)
    await before.close()

    const first = start('work', settings)
    let told = ''
    first.stdout?.on('data', (chunk: Buffer) => {
      told += chunk.toString()
    })
    await until(
      async () => told,
      (lines) => lines.includes('1 requested'),
    )
    await kill(first)
    expect(await control.runs()).toHaveLength(1)
    const between = await openedStore(settings)
    await sql`drop trigger nobody on runs`.execute(between.kysely)
    const [kept, ...more] = await between.kysely
      .selectFrom('run_steps')
      .select(['id', 'position', 'databricks_run_id'])
      .where('position', '>', 0)
      .execute()
    expect([kept?.databricks_run_id, more]).toEqual([null, []])
    await between.close()

    await control.addFault({ match: RUN_NOW, hangMs: HANGING_MS })
    const second = start('work', settings)
    await until(
      () => control.runs(),
      (runs) => runs.length === 2,
    )
    await kill(second)
    await control.clearFaults()

    const after = await openedStore(settings)
    await sql`update runs set due_at = now(), lease_until = now()`.execute(after.kysely) // who held it is dead
    await control.advanceClock(60_000)
    await startBackground()
    const state = () => after.kysely.selectFrom('runs').select(['state', 'status']).execute()
    const ended = await until(state, ([run]) => run?.state === 'done')
    await (await background())?.stop(5_000)
    await after.close()
    expect(ended).toEqual([{ state: 'done', status: 'Succeeded' }])
    const runId = pressed.ok ? pressed.value : ''
    expect((await control.runs()).map((run) => run.idempotency_token)).toEqual([runId, kept?.id])
    const calls = (await control.requests()).filter(({ method, path }) => `${method} ${path}` === RUN_NOW)
    expect(calls.map((call) => call.idempotencyToken)).toEqual([runId, kept?.id, kept?.id])
  })
  it('in the midst of many runs that are repeated, leaves one repetition of each (RUN-3, RUN-5)', {
    timeout: 120_000,
  }, async () => {
    const { control, settings, before } = await begun()
    const viewer = await signedIn('user@contoso.example')
    await startBackground()
    for (let many = 0; many < MANY; many += 1) {
      const press = { slug: 'ping', clientKey: randomUUID(), posted: {}, resubmittedFrom: undefined }
      expect((await pressFlow(viewer, press, inputs)).ok).toBe(true)
    }
    await until(
      () => control.runs(),
      (runs) => runs.length === MANY,
    )
    await control.advanceClock(60_000)
    const states = () => before.kysely.selectFrom('runs').select('state').execute()
    await until(states, (runs) => runs.every(({ state }) => state === 'done'))
    await (await background())?.stop(5_000)
    const id = randomUUID()
    const all = { list: 'mine', query: parseRunQuery({}), timeZone: 'UTC' } as const
    await askBulk(viewer, id, { kind: 'again', ...all })
    await sql`create function rest() returns trigger language plpgsql as $$ begin perform pg_sleep(0.1); return new; end $$`.execute(
      before.kysely,
    )
    await sql`create trigger rest before update on bulk_items for each row execute function rest()`.execute(
      before.kysely,
    )
    await before.close()

    for (const started of [1, 2]) {
      const child = start('work', settings)
      await until(
        () => control.runs(),
        (runs) => runs.length >= MANY + started,
      )
      await kill(child)
      expect(await leftAndDue(settings)).toBeGreaterThan(0)
    }

    const after = await openedStore(settings)
    await startBackground()
    const bulk = await until(
      () => getBulk(viewer, id),
      ({ endedAt }) => endedAt !== undefined,
    )
    const repeated = () =>
      after.kysely
        .selectFrom('runs')
        .select(['id', 'resubmitted_from', 'state'])
        .where('resubmitted_from', 'is not', null)
        .execute()
    const repetitions = await until(repeated, (runs) => runs.every(({ state }) => state !== 'requested'))
    const tokens = await until(
      async () => (await control.runs()).map((run) => run.idempotency_token),
      (known) => known.length >= 2 * MANY,
    )
    await (await background())?.stop(5_000)
    await after.close()
    expect(bulk).toMatchObject({ total: MANY, done: MANY, failed: {} })
    expect(new Set(repetitions.map((run) => run.resubmitted_from)).size).toBe(MANY)
    expect(repetitions).toHaveLength(MANY)
    expect(tokens.slice(MANY).toSorted()).toEqual(repetitions.map((run) => run.id).toSorted())
  })
})
