import { createHash, randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { expect, it } from 'vitest'
import type { PostedFile } from '@/lib/flows/posted-file'
import type { Viewer } from '@/lib/identity/viewer'
import { en } from '@/lib/language/en/english'
import { getRun } from '@/lib/runs/server/get-run'
import { type Press, pressFlow } from '@/lib/runs/server/press'
import { describePortal } from '@/tests/support/in-process-portal'
import { until } from '@/tests/support/until'
import { runNowCalls } from './run-now-calls'
import { flowOf, PING_JOB } from './sample-flows'

const FOLDER = '/Volumes/finance/inbound/uploads/invoices'
const PUT = 'PUT /api/2.0/fs/files/*'
const USER = 'user@contoso.example'
const CONTENT = 'number;net\nINV-1;12,50\n'

const file = (more: object = {}) => ({ type: 'string', 'x-control': 'file', ...more })
const withFields = (slug: string, properties: object, more: object = {}) =>
  flowOf(slug, PING_JOB, {
    inputs: { type: 'object', additionalProperties: false, properties },
    steps: [
      {
        action: 'run_now',
        jobId: PING_JOB,
        jobParameters: Object.fromEntries(Object.keys(properties).map((input) => [input, { input }])),
      },
    ],
    ...more,
  })

const FLOWS = [
  withFields('upload', { report: file({ 'x-folder': FOLDER }), note: { type: 'string' } }),
  withFields('as-text', { query: file() }),
  withFields('elsewhere', { report: file({ 'x-folder': '/Volumes/finance/inbound/nothing' }) }),
]

describePortal('a file that comes with a press', FLOWS, (portal) => {
  const press = (viewer: Viewer, slug: string, files: readonly PostedFile[], more: Partial<Press> = {}) =>
    pressFlow(
      viewer,
      { slug, clientKey: randomUUID(), posted: {}, resubmittedFrom: undefined, files: all(files), ...more },
      en.inputs,
    )
  const pressed = async (...asked: Parameters<typeof press>) => {
    const answer = await press(...asked)
    if (!answer.ok) throw new Error(JSON.stringify(answer.issues))
    // However long the machine takes: a press waits for some seconds and no more.
    await portal.untilRun(
      asked[0],
      answer.value,
      ({ run }) => run.submittedAt !== undefined || run.state === 'refused',
    )
    return answer.value
  }
  const puts = async () => (await portal.databricks().requests()).filter(({ method }) => method === 'PUT')
  const refusedRun = async (viewer: Viewer, runId: string, error: object) => {
    const { run } = await portal.untilRun(viewer, runId, (view) => view.run.state === 'refused')
    expect(run).toMatchObject({ status: 'Failed', error })
    expect(await portal.databricks().runs()).toEqual([])
  }

  it('is in its volume, written as the person, before the job is started with its path; its size is kept and not its bytes', async () => {
    const user = await portal.signIn(USER)
    const runId = await pressed(user, 'upload', [arriving('report', 'Rechnung ä.csv')], { posted: { note: 'x' } })
    const path = `${FOLDER}/${runId}-report-Rechnung_ä.csv`
    const sha256 = createHash('sha256').update(CONTENT).digest('hex')
    expect(await portal.databricks().files()).toEqual([{ path, bytes: CONTENT.length, sha256, user_name: USER }])
    const [started] = await portal.databricks().runs()
    expect(started?.job_parameters).toEqual({ report: path, note: 'x' })
    const calls = (await portal.databricks().requests()).map(({ method, upn }) => `${method} ${upn}`)
    expect(calls.indexOf(`PUT ${USER}`)).toBeLessThan(calls.lastIndexOf(`POST ${USER}`))
    const { run } = await getRun(user, runId)
    expect(run.files).toEqual({ report: { name: 'Rechnung ä.csv', bytes: CONTENT.length } })
    const { rows } = await sql<{ kept: string }>`select row_to_json(runs)::text as kept from runs`.execute(
      portal.store().kysely,
    )
    expect(rows.map(({ kept }) => kept).join()).not.toContain('INV-1')
  })

  it('is handed on as its text, where it goes to no volume', async () => {
    const user = await portal.signIn(USER)
    const runId = await pressed(user, 'as-text', [arriving('query', 'q.sql', 'select\r\n1')])
    const [started] = await portal.databricks().runs()
    expect(started?.job_parameters).toEqual({ query: 'select\r\n1' })
    expect((await getRun(user, runId)).run.files).toEqual({ query: { name: 'q.sql', bytes: 9 } })
    expect(await portal.databricks().files()).toEqual([])
  })

  it.each<[string, PostedFile[], Partial<Press>, string]>([
    ['longer than a parameter holds', [arriving('query', 'q', 'x'.repeat(10_001))], {}, 'query'],
    ['no text', [arriving('query', 'q', Buffer.from([0xff, 0xfe, 0x00]))], {}, 'query'],
    ['of a name beyond all measure', [arriving('query', 'x'.repeat(256))], {}, 'query'],
    ['of a field that there is not', [arriving('other', 'q')], {}, ''],
    ['named by a path in place of being sent (AUTHZ-6)', [], { posted: { query: '/Volumes/other/x/y/z' } }, ''],
  ])('is refused beside its field when it is %s, and nothing is started', async (_what, files, more, field) => {
    const user = await portal.signIn(USER)
    expect(await press(user, 'as-text', files, more)).toMatchObject({ ok: false, issues: [{ field }] })
    expect(await runNowCalls(portal)).toEqual([])
  })

  it('is read no further than a parameter holds (IO-2)', async () => {
    const user = await portal.signIn(USER)
    let read = 0
    async function* long() {
      for (; read < 1_000; read += 1) yield Buffer.alloc(1_000, 'x')
    }
    const file = { field: 'query', name: 'q.sql', bytes: long() }
    expect(await press(user, 'as-text', [file])).toMatchObject({ ok: false, issues: [{ field: 'query' }] })
    expect(read).toBeLessThan(20)
  })

  it('larger than a file may be breaks off, whatever its request had said, and starts nothing (IO-2)', async () => {
    const user = await portal.signIn(USER)
    const runId = await pressed(user, 'upload', [arriving('report', 'a.csv', Buffer.alloc(53_000_000))])
    await refusedRun(user, runId, { code: 'file_not_uploaded', facts: { reason: 'too_large' } })
    expect(await portal.databricks().files()).toEqual([])
  })

  it('that was not chosen is not there', async () => {
    const user = await portal.signIn(USER)
    await pressed(user, 'upload', [arriving('report', '', '')])
    expect((await portal.databricks().runs())[0]?.job_parameters).toEqual({})
    expect(await puts()).toEqual([])
  })

  it('comes once, however often the same press is sent', async () => {
    const user = await portal.signIn(USER)
    const clientKey = randomUUID()
    const first = await pressed(user, 'upload', [arriving('report', 'a')], { clientKey })
    expect(await pressed(user, 'upload', [arriving('report', 'b')], { clientKey })).toBe(first)
    expect(await portal.databricks().files()).toHaveLength(1)
    expect(await portal.databricks().runs()).toHaveLength(1)
  })

  it('whose answer was lost is looked for, and is there once (RUN-2)', async () => {
    const user = await portal.signIn(USER)
    await portal.databricks().addFault({ match: PUT, drop: 'after' })
    await pressed(user, 'upload', [arriving('report', 'a')])
    expect(await portal.databricks().files()).toHaveLength(1)
    expect(await portal.databricks().runs()).toHaveLength(1)
    expect(await puts()).toHaveLength(1)
  })

  it('is not sent again when the start has to be repeated', async () => {
    const user = await portal.signIn(USER)
    await portal
      .databricks()
      .addFault({ match: 'POST /api/2.2/jobs/run-now', status: 429, headers: { 'retry-after': '1' } })
    const runId = await pressed(user, 'upload', [arriving('report', 'a')])
    await portal.untilRun(user, runId, ({ run }) => run.submittedAt !== undefined)
    expect(await puts()).toHaveLength(1)
    expect((await portal.databricks().runs())[0]?.job_parameters.report).toContain(runId)
  })

  it.each<[string, string, string, () => Promise<void>]>([
    [
      'a connection that breaks off',
      'upload',
      'cut',
      () => portal.databricks().addFault({ match: PUT, drop: 'before' }),
    ],
    ['a folder that is not there', 'elsewhere', 'no_folder', async () => undefined],
  ])('that does not arrive for %s starts nothing, and the run says so', async (_why, slug, reason, arrange) => {
    const user = await portal.signIn(USER)
    await arrange()
    const runId = await pressed(user, slug, [arriving('report', 'a.csv')])
    await refusedRun(user, runId, { code: 'file_not_uploaded', facts: { file: 'a.csv', reason } })
    expect((await getRun(user, runId)).run.files).toEqual({ report: { name: 'a.csv' } })
  })

  it('starts nothing for who may not write to the volume', async () => {
    const other = await portal.signIn('user2@contoso.example')
    const runId = await pressed(other, 'upload', [arriving('report', 'a.csv')])
    await refusedRun(other, runId, { code: 'file_not_uploaded', facts: { reason: 'no_right' } })
    expect(await portal.databricks().files()).toEqual([])
  })

  it('is lost with the process that had it: who takes the run up waits as long as it may come, and starts nothing then (RUN-5)', async () => {
    await portal.stopLoops()
    const user = await portal.signIn(USER)
    const stuck = { field: 'report', name: 'a.csv', bytes: never() }
    const underWay = press(user, 'upload', [stuck])
    const { id } = await until(
      async () => (await sql<{ id: string }>`select id from runs`.execute(portal.store().kysely)).rows[0],
      (row) => row !== undefined,
    ).then((row) => row ?? { id: '' })
    // As it is left by a process that was killed: nobody renews its lease.
    await sql`update runs set lease_owner = null, lease_until = null, due_at = now()`.execute(portal.store().kysely)
    await portal.startLoops()
    await until(
      async () =>
        (await sql<{ due: Date }>`select due_at as due from runs`.execute(portal.store().kysely)).rows[0]?.due,
      (due) => due !== undefined && due !== null && new Date(due).getTime() > Date.now() + 5_000,
    )
    expect((await getRun(user, id)).run.state).toBe('requested')
    await sql`update runs set files_until = now() - interval '1 second', due_at = now()`.execute(
      portal.store().kysely,
    )
    await refusedRun(user, id, { code: 'file_lost' })
    stuck.bytes.end()
    await underWay
    expect(await runNowCalls(portal)).toEqual([])
  })
})

function arriving(field: string, name: string, content: string | Buffer = CONTENT): PostedFile {
  return {
    field,
    name,
    bytes: (async function* () {
      yield Buffer.from(content)
    })(),
  }
}

async function* all(files: readonly PostedFile[]): AsyncGenerator<PostedFile> {
  yield* files
}

/** Bytes that do not come until somebody ends them. */
function never(): AsyncIterable<Uint8Array> & { end(): void } {
  let end: () => void = () => undefined
  const ended = new Promise<void>((resolve) => {
    end = resolve
  })
  return {
    end: () => end(),
    async *[Symbol.asyncIterator]() {
      yield Buffer.from('a')
      await ended
    },
  }
}
