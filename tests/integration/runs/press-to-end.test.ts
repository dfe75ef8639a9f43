import { randomUUID } from 'node:crypto'
import { expect, it } from 'vitest'
import { inputs as inputWords } from '@/lib/language/en/inputs'
import { parseRunQuery } from '@/lib/runs/run-query'
import { getRun } from '@/lib/runs/server/get-run'
import { listMyRuns } from '@/lib/runs/server/list-runs'
import { pressFlow } from '@/lib/runs/server/press'
import { describePortal } from '@/tests/support/in-process-portal'
import { flowOf, PING_JOB, SALES_JOB, SAMPLE_FLOWS } from './sample-flows'

const SALES = { region: 'EMEA', top_n: '3' }

const longText = { type: 'string', title: 'Text', maxLength: 6_000 }
const TWO_TEXTS = flowOf('two-texts', PING_JOB, {
  inputs: { type: 'object', additionalProperties: false, properties: { one: longText, two: longText } },
  steps: [{ action: 'run_now', jobId: PING_JOB, jobParameters: { one: { input: 'one' }, two: { input: 'two' } } }],
})
const ZURICH = 'Zürich'.normalize('NFC')

describePortal('a press', [...SAMPLE_FLOWS, TWO_TEXTS], (portal) => {
  it('starts the job as the person, is followed to its end and keeps the result', async () => {
    const user = await portal.signIn('user@contoso.example')
    const runId = await portal.press(user, 'refresh-sales', SALES)
    const { run: pressed } = await getRun(user, runId)
    const [atWork] = await portal.databricks().runs()
    expect(atWork).toMatchObject({
      run_id: pressed.databricksRunId,
      job_id: SALES_JOB,
      creator_user_name: 'user@contoso.example',
      idempotency_token: runId,
    })
    await portal.untilRun(user, runId, ({ run }) => run.status === 'Running')
    await portal.databricks().advanceClock(60_000)
    const { run, tasks } = await portal.untilRun(user, runId, (view) => view.run.state === 'done')
    expect(run).toMatchObject({ status: 'Succeeded', startedBy: 'user@contoso.example', error: undefined })
    expect(run.runsAs).toBeTypeOf('string')
    expect(tasks.map(({ status, output }) => [status, output?.kind])).toEqual([['Succeeded', 'table']])
    expect(await portal.databricks().runs()).toHaveLength(1)
  })

  it.each([
    ['of one byte each', 'a', 5_000],
    ['of two bytes each', 'ä', 2_500],
    ['that JSON escapes', '"', 2_500],
  ])(
    'takes 10,000 bytes of parameters, as JSON, and not one more: characters %s (IO-3)',
    async (_what, letter, most) => {
      const user = await portal.signIn('user@contoso.example')
      await portal.stopLoops()
      const frame = Buffer.byteLength(JSON.stringify({ one: '', two: '' }))
      const fill = 'x'.repeat(
        10_000 - frame - 2 * (most - 20) * Buffer.byteLength(JSON.stringify(letter).slice(1, -1)),
      )
      const text = letter.repeat(most - 20)
      const press = (more: string) =>
        pressFlow(
          user,
          {
            slug: 'two-texts',
            clientKey: randomUUID(),
            posted: { one: text, two: `${text}${fill}${more}` },
            resubmittedFrom: undefined,
          },
          inputWords,
        )
      expect(await press('x')).toMatchObject({ ok: false, issues: [{ message: inputWords.tooLong }] })
      expect(await portal.store().kysely.selectFrom('runs').select('id').execute()).toEqual([])
      expect(await press('')).toMatchObject({ ok: true })
    },
  )

  it.each([
    ['composed', ZURICH, ZURICH.normalize('NFD')],
    ['decomposed', ZURICH.normalize('NFD'), ZURICH],
  ])(
    'whose text came %s is found by either spelling, and its text stays as it came (IO-5)',
    async (_form, typed, other) => {
      const user = await portal.signIn('user@contoso.example')
      const runId = await portal.press(user, 'two-texts', { one: `From ${typed} on` })
      for (const q of [typed, other]) {
        const { runs } = await listMyRuns(user, parseRunQuery({ q }))
        expect([q, runs.map(({ id }) => id)]).toEqual([q, [runId]])
      }
      expect((await getRun(user, runId)).run.inputs).toEqual({ one: `From ${typed} on` })
    },
  )
})
