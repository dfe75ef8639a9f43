import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { afterEach, describe, expect, it } from 'vitest'
import { setFavourite } from '@/lib/flows/server/set-favourite'
import { signInLogWritten } from '@/lib/identity/server/sign-in-log'
import { erasePerson } from '@/lib/retention/server/erase-person'
import { addRunNote } from '@/lib/runs/server/add-run-note'
import { getRun } from '@/lib/runs/server/get-run'
import { insertNote } from '@/lib/store/run-notes'
import { problemIn, tamper } from '@/tests/integration/audit/tampering'
import { signedIn } from '@/tests/integration/identity/sign-in-use-case'
import { SAMPLE_FLOWS } from '@/tests/integration/runs/sample-flows'
import { startForecast } from '@/tests/integration/runs/start-forecast'
import { describePortal } from '@/tests/support/in-process-portal'

const USER = 'user@contoso.example'
const OTHER = 'user2@contoso.example'
const OBJECT_ID = '00000000-0000-4000-8000-000000000001'
const PING = 'ping-lakehouse'
/** The name ends here: the other one's begins like it. */
const THEIRS = [OBJECT_ID, USER, '"Demo User"', 'Their browser', '192.0.2.7']

describePortal('erasing a person', SAMPLE_FLOWS, (portal) => {
  const db = () => portal.store().kysely
  const rows = (table: 'runs' | 'sessions' | 'token_partitions' | 'favourites' | 'people') =>
    db().selectFrom(table).selectAll().execute()
  afterEach(async () => expect(await problemIn(portal.store())).toBeUndefined())

  /** Tables in which this text stands anywhere. */
  const tablesWith = async (text: string): Promise<string[]> => {
    const { rows: tables } = await sql<{ name: string }>`
      select table_name as name from information_schema.tables
       where table_schema = current_schema() and table_type = 'BASE TABLE'`.execute(db())
    const found: string[] = []
    for (const { name } of tables) {
      const hit =
        await sql`select from ${sql.table(name)} as row where position(${text} in row::text) > 0 limit 1`.execute(
          db(),
        )
      if (hit.rows.length > 0) found.push(name)
    }
    return found
  }

  /** A person with everything that one can leave behind, and another beside them. */
  const people = async () => {
    const user = {
      ...(await portal.signIn(USER)),
      request: { id: randomUUID(), address: '192.0.2.7', agent: 'Their browser' },
    }
    const other = await portal.signIn(OTHER)
    await setFavourite(user, PING, true)
    await setFavourite(other, PING, true)
    const runId = await portal.press(user, PING)
    const othersRun = await portal.press(other, PING)
    await addRunNote(user, runId, 'Pressed by Demo User')
    const note = { id: randomUUID(), runId, personId: other.personId, author: OTHER, text: `Asked ${USER}.` }
    await insertNote(db(), { ...note, at: new Date() })
    await portal.databricks().advanceClock(600_000)
    await portal.untilRun(user, runId, ({ run }) => run.state === 'done')
    await portal.untilRun(other, othersRun, ({ run }) => run.state === 'done')
    await expect(getRun(user, othersRun)).rejects.toMatchObject({ code: 'not_found' })
    await signInLogWritten()
    return { user, other, runId, othersRun }
  }

  it('leaves their id, names, address and browser in no table, and the chain of the audit log whole (OPS-7)', async () => {
    const { user } = await people()
    for (const text of THEIRS) expect(await tablesWith(text)).not.toEqual([])
    const erased = await erasePerson(portal.store(), USER.toUpperCase())
    expect(erased).toMatchObject({
      runs: 1,
      unfinished: 0,
      pseudonym: expect.stringMatching(/^erased-[0-9a-f]{12}$/),
    })
    expect(erased.signIns).toBeGreaterThan(0)
    expect(erased.audit).toBeGreaterThan(0)
    for (const text of THEIRS) expect(await tablesWith(text)).toEqual([])
    const kept = await db().selectFrom('audit').selectAll().where('actor_id', '=', user.personId).execute()
    expect(kept.length).toBeGreaterThan(0) // what was done stays, under our own id
    expect(await problemIn(portal.store())).toBeUndefined()
  })

  it('keeps the run under a pseudonym, and finds it by their name no more (OPS-7)', async () => {
    const { runId } = await people()
    const { pseudonym } = await erasePerson(portal.store(), OBJECT_ID)
    const { rows: found } = await sql<{ started_by: string; named: boolean; titled: boolean }>`
      select started_by, search @@ to_tsquery('simple', 'demo') as named, search @@ to_tsquery('simple', 'ping') as titled
        from runs where id = ${runId}`.execute(db())
    expect(found).toEqual([{ started_by: pseudonym, named: false, titled: true }])
  })

  it('deletes tokens, sessions and favourites, and nobody else’s (OPS-7)', async () => {
    const { other } = await people()
    await erasePerson(portal.store(), USER)
    for (const table of ['token_partitions', 'sessions', 'favourites'] as const) {
      expect(await rows(table)).toMatchObject([{ person_id: other.personId }])
    }
    expect((await rows('runs')).filter(({ started_by }) => started_by === OTHER)).toHaveLength(1)
    expect(await tablesWith(OTHER)).toEqual(expect.arrayContaining(['audit', 'people', 'runs', 'sign_ins']))
  })

  it('ends runs that nobody could follow any more, and says how many (OPS-7)', async () => {
    const user = await portal.signIn(USER)
    await startForecast(portal, user)
    expect((await erasePerson(portal.store(), USER)).unfinished).toBe(1)
    expect(await rows('runs')).toMatchObject([
      { state: 'lost', status: 'Unknown', error: { code: 'connection_expired' } },
    ])
  })

  it('makes whoever signs in again somebody new (OPS-7)', async () => {
    const { user } = await people()
    await erasePerson(portal.store(), USER)
    const again = await portal.signIn(USER)
    expect(again.personId).not.toBe(user.personId)
    expect(await rows('people')).toHaveLength(3)
  })

  it('finds whoever was only ever refused, in the logs (OPS-7)', async () => {
    await expect(signedIn(portal.entra().url, 'norole@contoso.example')).rejects.toThrow()
    await signInLogWritten()
    const addresses = db().selectFrom('sign_ins').select('kind').where('ip_address', 'is not', null)
    expect((await addresses.execute()).map(({ kind }) => kind).sort()).toEqual(['code', 'sign-in'])
    const erased = await erasePerson(portal.store(), 'norole@contoso.example')
    expect(erased).toMatchObject({ runs: 0 })
    expect(erased.audit).toBeGreaterThan(0)
    expect(await tablesWith('norole@contoso.example')).toEqual([])
    expect(await addresses.execute()).toEqual([])
  })

  describe('that is not to be', () => {
    it('of somebody unknown, however they are called, is refused plainly, and changes nothing (OPS-7)', async () => {
      await people()
      const before = await tablesWith(OBJECT_ID)
      for (const name of ['nobody@contoso.example', randomUUID(), 'Demo User', '%', "' or 1=1 --"]) {
        const message = `Nobody here is called "${name}". Nothing was changed.`
        await expect(erasePerson(portal.store(), name)).rejects.toMatchObject({ code: 'not_found', message })
      }
      expect(await tablesWith(OBJECT_ID)).toEqual(before)
    })

    it('of a name that two people have asks for an object id (AUTH-4)', async () => {
      const { other } = await people()
      await db().updateTable('people').set({ user_name: USER }).where('id', '=', other.personId).execute()
      await expect(erasePerson(portal.store(), USER)).rejects.toMatchObject({
        code: 'conflict',
        message: expect.stringContaining(OBJECT_ID),
      })
      expect(await tablesWith(OBJECT_ID)).not.toEqual([])
    })
  })

  it('covers up nobody else: a row that is blanked under its name is found (AUD-3)', async () => {
    const { other } = await people()
    await erasePerson(portal.store(), USER)
    await sql`create table kept as table audit`.execute(db())
    const { id } = await db()
      .selectFrom('audit')
      .select('id')
      .where('action', '=', 'person.erase')
      .orderBy('position', 'desc')
      .executeTakeFirstOrThrow()
    await tamper(
      portal.store(),
      `update audit set actor_tid = null, actor_oid = null, actor_name = null, address = null, agent = null, salt = null,
        erased_by = '${id}' where position = (select max(position) from audit where actor_id = '${other.personId}' and who_hash is not null)`,
    )
    expect(await problemIn(portal.store())).toMatch(/^Row \d+ (is one of \d+ that lost their person|lost its person)/)
    await tamper(portal.store(), 'delete from audit', 'insert into audit table kept', 'drop table kept')
  })
})
