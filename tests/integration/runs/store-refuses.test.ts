import { randomUUID } from 'node:crypto'
import fs from 'node:fs'
import { inspect } from 'node:util'
import { CompiledQuery, sql } from 'kysely'
import { afterEach, describe, expect, it } from 'vitest'
import { errorCodeOf } from '@/lib/errors'
import type { Viewer } from '@/lib/identity/viewer'
import { inputs as inputWords } from '@/lib/language/en/inputs'
import { getRun } from '@/lib/runs/server/get-run'
import { pressFlow } from '@/lib/runs/server/press'
import { describePortal, type InProcessPortal } from '@/tests/support/in-process-portal'
import { until } from '@/tests/support/until'
import { SAMPLE_FLOWS } from './sample-flows'
import { startForecast } from './start-forecast'

const USER = 'user@contoso.example'
const MOST_TAKEN = 40
const LONG_MS = 120_000
type Mend = () => Promise<void>

/** As a server that became a replica: whoever is connected is cut off, and then nobody may write. */
async function onlyReads(portal: InProcessPortal): Promise<Mend> {
  const { kind, kysely } = portal.store()
  const run = async (text: string) => void (await kysely.executeQuery(CompiledQuery.raw(text)))
  if (kind === 'embedded') {
    await run('set default_transaction_read_only = on')
    return () => run('set default_transaction_read_only = off')
  }
  const { rows } = await sql<{ name: string }>`select current_database() as name`.execute(kysely)
  const change = async (how: string) => {
    await kysely.connection().execute(async (one) => {
      await sql`set default_transaction_read_only = off`.execute(one)
      await one.executeQuery(CompiledQuery.raw(`alter database ${rows[0]?.name} ${how}`))
      await sql`select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid()`.execute(one)
      await sql`set default_transaction_read_only = ${sql.lit(how.startsWith('set') ? 'on' : 'off')}`.execute(one)
    })
  }
  await change('set default_transaction_read_only = on')
  return () => change('reset default_transaction_read_only')
}

/** The embedded one finds no room where its files lie; a server says that it found none. */
async function isFull(portal: InProcessPortal): Promise<Mend> {
  const { kind, kysely } = portal.store()
  if (kind === 'embedded') return noRoomInFiles()
  await sql`create function no_room() returns trigger language plpgsql as
    $$ begin raise exception 'could not extend file: No space left on device' using errcode = 'disk_full'; end $$`.execute(
    kysely,
  )
  for (const table of ['runs', 'run_steps', 'tasks', 'audit']) {
    await sql`create trigger no_room before insert on ${sql.table(table)}
      for each row execute function no_room()`.execute(kysely)
  }
  return async () => void (await sql`drop function no_room cascade`.execute(kysely))
}

/** Whatever makes a file larger fails as on a full disk; what has its room may be written. */
function noRoomInFiles(): Mend {
  const { writeSync } = fs
  fs.writeSync = ((file: number, ...rest: unknown[]) => {
    const [, , length, at] = rest
    if (typeof at === 'number' && at + Number(length) > fs.fstatSync(file).size)
      throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC', errno: -28 })
    return Reflect.apply(writeSync, fs, [file, ...rest])
  }) as typeof fs.writeSync
  return async () => {
    fs.writeSync = writeSync
  }
}

describePortal('a database', SAMPLE_FLOWS, (portal) => {
  let mend: Mend = async () => undefined
  afterEach(() => mend())

  const startedBy = async () => (await portal.databricks().runs()).map((run) => run.idempotency_token)

  const endLeases = async () => {
    for (const table of ['runs', 'poll_groups'] as const) {
      await sql`update ${sql.table(table)} set lease_until = now(), due_at = now() where lease_owner is not null`.execute(
        portal.store().kysely,
      )
    }
  }

  /** A full disk takes what fits into the room that its files have already. */
  const pressUntilRefused = async (user: Viewer) => {
    const taken: string[] = []
    for (;;) {
      const refused = { slug: 'ping-lakehouse', clientKey: randomUUID(), posted: {}, resubmittedFrom: undefined }
      const answer = await pressFlow(user, refused, inputWords).catch((thrown) => errorCodeOf(thrown) ?? thrown)
      if (answer === 'store_unavailable') return { taken, refused }
      if (typeof answer !== 'object' || !answer.ok || taken.length > MOST_TAKEN)
        throw new Error(`It answered ${inspect(answer)}`, { cause: answer })
      taken.push(answer.value)
    }
  }

  describe.each([
    ['that only reads', onlyReads],
    ['whose disk is full', isFull],
  ])('%s', (_how, breakStore) => {
    it(
      'is said to be unavailable, starts nothing, loses nothing, and is used again when it is well (REL-10)',
      async () => {
        const user = await portal.signIn(USER)
        const running = await startForecast(portal, user)
        mend = await breakStore(portal)
        const { taken, refused } = await pressUntilRefused(user)
        await expect(pressFlow(user, refused, inputWords)).rejects.toMatchObject({ code: 'store_unavailable' })
        expect((await getRun(user, running)).run.id).toBe(running) // what is there can still be read
        for (const token of await startedBy()) expect([running, ...taken]).toContain(token)
        await portal.databricks().advanceClock(600_000) // it ends meanwhile, and that cannot be written down

        await mend()
        mend = async () => undefined
        // Leases that could not be given back end by themselves, 15 s on.
        await until(
          () => endLeases().catch(errorCodeOf),
          (error) => error === undefined,
        )
        const pressed = await until(
          () => pressFlow(user, refused, inputWords).catch(() => undefined),
          (answer) => answer?.ok === true,
        )
        expect(await pressFlow(user, refused, inputWords)).toEqual(pressed)
        const runs = [running, ...taken, ...(pressed?.ok ? [pressed.value] : [])]
        await until(startedBy, (tokens) => tokens.length >= runs.length)
        await portal.databricks().advanceClock(600_000)
        for (const run of runs) await portal.untilRun(user, run, (view) => view.run.state === 'done')
        expect((await startedBy()).toSorted()).toEqual(runs.toSorted())
      },
      LONG_MS,
    )
  })
})
