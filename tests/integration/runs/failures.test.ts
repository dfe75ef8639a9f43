import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { listUnmatchedErrors } from '@/lib/drafts/server/list-unmatched-errors'
import type { Viewer } from '@/lib/identity/viewer'
import { en } from '@/lib/language/en/english'
import { failureOfRun } from '@/lib/runs/failure-of-run'
import { parseRunQuery } from '@/lib/runs/run-query'
import { addRunNote } from '@/lib/runs/server/add-run-note'
import { compareTwo, previousRun } from '@/lib/runs/server/compare-runs'
import { getRun } from '@/lib/runs/server/get-run'
import { listMyRuns } from '@/lib/runs/server/list-runs'
import { exportProof } from '@/lib/runs/server/prove-run'
import { repairRun } from '@/lib/runs/server/repair-run'
import { textForSupport } from '@/lib/runs/server/text-for-support'
import { describePortal } from '@/tests/support/in-process-portal'
import { failRunNow } from './run-now-calls'
import { flowOf, PING_JOB } from './sample-flows'

const USER = 'user@contoso.example'
const INPUTS = {
  type: 'object',
  additionalProperties: false,
  properties: {
    region: { type: 'string', title: 'Region' },
    password: { type: 'string', title: 'Password', 'x-control': 'secret' },
  },
}
const ADVICE = { pattern: 'ledger IS LOCKED', text: 'Wait until the books are open.' }
const FLOW = flowOf('close-books', PING_JOB, {
  errorAdvice: [ADVICE],
  inputs: INPUTS,
  steps: [
    {
      action: 'run_now',
      jobId: PING_JOB,
      jobParameters: { region: { input: 'region' }, password: { input: 'password' } },
    },
  ],
})
const QUICK = { setupMs: 10, durationMs: 10, cleanupMs: 10 }
const TRACE = [
  '\u001b[0;31mValueError\u001b[0m            Traceback (most recent call last)',
  'File \u001b[0;32m<command-7>, line 3\u001b[0m',
  '\u001b[0;32m----> 3\u001b[0m check(region)',
  '',
  "\u001b[0;31mValueError\u001b[0m: no such region: 'ATLANTIS'",
].join('\n')

describePortal('why a run failed', [FLOW], (portal) => {
  const fail = async (
    user: Viewer,
    task: { error: string; errorTrace?: string; outcome?: readonly string[] },
    region = 'EMEA',
  ) => {
    const errorTrace = task.error // or that of the test before stays
    await portal
      .databricks()
      .script(PING_JOB, { tasks: { ping: { ...QUICK, outcome: 'FAILED', errorTrace, ...task } } })
    const runId = await portal.press(user, 'close-books', { region, password: 'hunter2-hunter2' })
    return portal.untilRun(user, runId, ({ run }) => run.state === 'done')
  }
  const kept = async (runId: string) => {
    const { rows } =
      await sql`select cause, error_line as line, error_group as kind from runs where id = ${runId}`.execute(
        portal.store().kysely,
      )
    return rows[0]
  }

  /** What each says is what was given. */
  const failTogether = async (presses: readonly (readonly [Viewer, string])[]) => {
    const error = '{{job.parameters.region}}'
    const task = { ...QUICK, outcome: 'FAILED', error, errorTrace: error }
    await portal.databricks().script(PING_JOB, { tasks: { ping: task } })
    const runs = presses.map(
      async ([viewer, region]) => [viewer, await portal.press(viewer, 'close-books', { region })] as const,
    )
    for (const [viewer, runId] of await Promise.all(runs)) {
      await portal.untilRun(viewer, runId, ({ run }) => run.state === 'done')
    }
  }
  const makerOf = async ({ objectId }: Viewer) => {
    const makers = JSON.stringify([objectId])
    await portal.store().kysely.updateTable('flows').set({ makers }).where('slug', '=', 'close-books').execute()
  }

  it('is kept with the run as its page tells it, and lists can be asked for it', async () => {
    const user = await portal.signIn(USER)
    const views = [
      await fail(user, { error: "ValueError: no such region: 'ATLANTIS'", errorTrace: TRACE }, 'ATLANTIS'),
      await fail(user, { error: 'java.lang.OutOfMemoryError: Java heap space' }),
    ]
    const causes = ['input', 'platform']
    for (const [at, view] of views.entries()) {
      const { cause, line } = failureOfRun(view) ?? {}
      expect(cause).toBe(causes[at])
      expect(await kept(view.run.id)).toMatchObject({ cause, line })
      const found = await listMyRuns(user, parseRunQuery({ cause: causes[at] }))
      expect(found.runs.map(({ id, cause }) => [id, cause])).toEqual([[view.run.id, causes[at]]])
    }
    expect(views[0] && failureOfRun(views[0])).toMatchObject({
      input: 'Region',
      at: 'command-7, line 3: check(region)',
    })
    expect(await kept(views[0]?.run.id ?? '')).toMatchObject({ kind: 'ValueError: no such region: …' })
  })

  it('is told of what Databricks refused to start, too', async () => {
    const user = await portal.signIn(USER)
    const message = `User "${USER}" does not have Manage Run or Owner or Admin permissions on job ${PING_JOB}`
    await failRunNow(portal, { status: 403, body: { error_code: 'PERMISSION_DENIED', message } })
    const runId = await portal.press(user, 'close-books', { region: 'EMEA' })
    const view = await portal.untilRun(user, runId, ({ run }) => run.state === 'refused')
    expect(failureOfRun(view)).toMatchObject({ cause: 'rights', reason: 'own_right', line: message })
    expect(await kept(runId)).toMatchObject({ cause: 'rights', line: message })
  })

  it('is no more where a repair has mended it', async () => {
    const user = await portal.signIn(USER)
    const { run } = await fail(user, { outcome: ['FAILED', 'SUCCESS'], error: 'ValueError: once' })
    expect(await kept(run.id)).toMatchObject({ cause: 'code' })
    await repairRun(user, run.id)
    const mended = await portal.untilRun(user, run.id, (view) => view.run.state === 'done')
    expect(mended.run.status).toBe('Succeeded')
    expect(await kept(run.id)).toEqual({ cause: null, line: null, kind: null })
  })
  it('comes with notes of who may see it, and with a text for support that has no secret (AUTHZ-4, OPS-7, TOK-1)', async () => {
    const [user, other] = [await portal.signIn(USER), await portal.signIn('user2@contoso.example')]
    const admin = await portal.signIn('admin@contoso.example')
    const told = `RuntimeError: refused Bearer eyJhbGciOiJub25lIn0.e30.x`
    const { run } = await fail(user, { error: told })
    expect(await addRunNote(user, run.id, ' Asked Finance.\r\nThey know. ')).toBeUndefined()
    expect(await addRunNote(admin, run.id, 'Mended.')).toBeUndefined()
    expect(await addRunNote(user, run.id, ' \n')).toBe('shape')
    expect(await addRunNote(user, run.id, 'x'.repeat(1_001))).toBe('shape')
    await expect(addRunNote(other, run.id, 'Hello')).rejects.toMatchObject({ code: 'not_found' })
    const { notes } = (await getRun(user, run.id)).run
    expect(notes.map(({ author, text }) => [author, text])).toEqual([
      [USER, 'Asked Finance.\nThey know.'],
      ['admin@contoso.example', 'Mended.'],
    ])
    expect(JSON.parse((await exportProof(user, run.id)).text).notes).toMatchObject([
      { author: USER },
      { text: 'Mended.' },
    ])

    await expect(textForSupport(other, run.id, en)).rejects.toMatchObject({ code: 'not_found' })
    const { text } = await textForSupport(admin, run.id, en)
    for (const part of [
      run.id,
      run.databricksRunId ?? '',
      run.runPageUrl ?? '',
      USER,
      'close-books',
      'Input region: EMEA',
    ]) {
      expect(text).toContain(part)
    }
    expect(text).toMatch(/^Input password: Hidden$/m)
    expect(text).toMatch(/^Cause: The code\. /m)
    expect(text).toMatch(/^Databricks called, Databricks request id: [0-9a-f-]{36}$/m)
    expect(text).not.toMatch(/hunter2|eyJ/)
  })

  it('takes fifty notes and no more, also where several are sent at once', async () => {
    const user = await portal.signIn(USER)
    const runId = await portal.press(user, 'close-books', { region: 'EMEA' })
    await sql`insert into run_notes (id, run_id, person_id, author, text, created_at)
      select gen_random_uuid(), ${runId}, ${user.personId}, ${USER}, 'Again.', now() from generate_series(1, 48)`.execute(
      portal.store().kysely,
    )
    const kept = await Promise.all([1, 2, 3].map((number) => addRunNote(user, runId, `Note ${number}`)))
    expect(kept.filter((problem) => problem === 'full')).toHaveLength(1)
    expect((await getRun(user, runId)).run.notes).toHaveLength(50)
  })

  it('is listed to the makers of its flow where no advice matches, most frequent first, without what anybody gave (AUTHZ-4)', async () => {
    const [user, admin] = [await portal.signIn(USER), await portal.signIn('admin@contoso.example')]
    const [maker, other] = [
      await portal.signIn('maker@contoso.example'),
      await portal.signIn('user2@contoso.example'),
    ]
    await makerOf(maker)
    await failTogether([
      [user, "KeyError: 'Kim Lee'"],
      [user, "ValueError: no such region: 'ATLANTIS'"],
      [maker, "ValueError: no such region: 'LEMURIA'"],
      [user, 'RuntimeError: the Ledger is locked until 18:00'],
    ])
    const seen = await listUnmatchedErrors(maker, 'close-books')
    expect(seen.map(({ group, count }) => [group, count])).toEqual([
      ['ValueError: no such region: …', 2],
      ['KeyError: …', 1],
    ])
    const [own] = (await listMyRuns(maker, parseRunQuery({}))).runs
    expect(seen.map(({ run }) => run)).toEqual([{ id: own?.id, number: own?.number }, undefined])
    const all = await listUnmatchedErrors(admin, 'close-books')
    expect(all.map(({ run }) => run?.number)).toEqual([expect.any(Number), expect.any(Number)])
    await expect(listUnmatchedErrors(other, 'close-books')).rejects.toMatchObject({ code: 'not_permitted' })
    await sql`update runs set created_at = created_at - interval '31 days'`.execute(portal.store().kysely)
    expect(await listUnmatchedErrors(maker, 'close-books')).toEqual([])
    await makerOf(admin)
    await expect(listUnmatchedErrors(maker, 'close-books')).rejects.toMatchObject({ code: 'not_found' })
  })

  it('is seen beside a run that ended well, by who may see both (AUTHZ-4, OPS-7)', async () => {
    const [user, other] = [await portal.signIn(USER), await portal.signIn('user2@contoso.example')]
    const admin = await portal.signIn('admin@contoso.example')
    const { run: a } = await fail(user, { error: 'ValueError: no such region' }, 'EMEA')
    const { run: b } = await fail(user, { error: 'ValueError', outcome: ['SUCCESS'] }, 'APAC')
    const { run: foreign } = await fail(other, { error: 'KeyError' }, 'EMEA')
    const { comparisons } = await compareTwo(user, a.id, b.id)
    const of = (verdict: string) => comparisons.filter((one) => one.verdict === verdict).map(({ thing }) => thing)
    expect(of('different')).toEqual(
      expect.arrayContaining([{ of: 'status' }, { of: 'cause' }, { of: 'error' }, { of: 'input', name: 'Region' }]),
    )
    expect(of('hidden')).toEqual([{ of: 'input', name: 'Password' }])
    expect(of('same')).toContainEqual({ of: 'taskSettings', name: 'ping' })
    expect(of('same')).toEqual(expect.arrayContaining([{ of: 'flow' }, { of: 'runsAs' }, { of: 'startedBy' }]))
    expect(JSON.stringify(comparisons)).not.toContain('hunter2')
    expect(await previousRun(user, b.id)).toBe(a.id)
    expect(await previousRun(user, a.id)).toBeUndefined()
    for (const [one, two] of [
      [a.id, foreign.id],
      [foreign.id, a.id],
      [a.id, 'x'],
      [foreign.id, b.id],
    ] as const) {
      await expect(compareTwo(user, one, two)).rejects.toMatchObject({ code: 'not_found' })
    }
    await expect(previousRun(other, a.id)).rejects.toMatchObject({ code: 'not_found' })
    expect((await compareTwo(admin, a.id, foreign.id)).b.id).toBe(foreign.id)
  })
})
