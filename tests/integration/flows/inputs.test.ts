import { randomUUID } from 'node:crypto'
import { expect, it } from 'vitest'
import type { Posted } from '@/lib/flows/typed-values'
import { inputs as words } from '@/lib/language/en/inputs'
import { getRun } from '@/lib/runs/server/get-run'
import { pressFlow } from '@/lib/runs/server/press'
import { flowOf, PING_JOB } from '@/tests/integration/runs/sample-flows'
import { describePortal } from '@/tests/support/in-process-portal'

const USER = 'user@contoso.example'

/** A flow of these fields, each of which the job gets under its own name. */
function flowWith(slug: string, properties: Readonly<Record<string, object>>, required: readonly string[] = []) {
  const names = Object.keys(properties)
  const inputs = { type: 'object', additionalProperties: false, required, 'x-order': names, properties }
  const jobParameters = Object.fromEntries(names.map((name) => [name, { input: name }]))
  return flowOf(slug, PING_JOB, { inputs, steps: [{ action: 'run_now', jobId: PING_JOB, jobParameters }] })
}

const FIXED = flowWith('fixed', {
  region: { type: 'string', enum: ['EMEA', 'APAC'], const: 'EMEA' },
  mode: { type: 'string', const: 'nightly', 'x-hidden': true },
  note: { type: 'string' },
})
const DEPENDENT = flowWith(
  'dependent',
  {
    returns: { type: 'boolean' },
    reason: { type: 'string', 'x-shown-when': { field: 'returns', is: [true] } },
    key: { type: 'string', writeOnly: true, 'x-shown-when': { field: 'returns', is: [true] } },
  },
  ['reason'],
)

describePortal('the inputs of a press', [FIXED, DEPENDENT], (portal) => {
  const press = async (slug: string, posted: Readonly<Record<string, Posted>>) =>
    pressFlow(await portal.signIn(USER), { slug, clientKey: randomUUID(), posted, resubmittedFrom: undefined }, words)
  const ran = async () => (await portal.databricks().runs()).map((run) => run.job_parameters)

  it('that the maker fixed reach the job and the record of the run, seen on the form or not', async () => {
    const pressed = await press('fixed', { note: 'x' })
    const values = { region: 'EMEA', mode: 'nightly', note: 'x' }
    expect(await ran()).toEqual([values])
    const run = pressed.ok && (await getRun(await portal.signIn(USER), pressed.value)).run
    expect(run).toMatchObject({ inputs: values })
  })

  it.each([{ region: 'APAC' }, { mode: 'full' }, { mode: 'nightly', note: 'x' }])(
    'are refused, and nothing starts, when what is fixed is posted: %j (IO-1)',
    async (posted) => {
      expect(await press('fixed', posted)).toMatchObject({ ok: false, issues: [{ field: '' }] })
      expect(await ran()).toEqual([])
    },
  )

  it('leave out what is not asked for, be it posted or not, a secret too', async () => {
    expect((await press('dependent', { reason: 'hidden', key: 'hunter2' })).ok).toBe(true)
    expect(await ran()).toEqual([{ returns: 'false' }])
    const rows = await portal.store().kysely.selectFrom('runs').select(['inputs', 'sealed_inputs']).execute()
    expect(rows).toEqual([{ inputs: { returns: false }, sealed_inputs: null }])
  })

  it('are required where they are asked for', async () => {
    const missing = { ok: false, issues: [{ field: 'reason', message: 'Fill this in.' }] }
    expect(await press('dependent', { returns: 'on' })).toMatchObject(missing)
    expect(await ran()).toEqual([])
    expect((await press('dependent', { returns: 'on', reason: 'broken', key: 'hunter2' })).ok).toBe(true)
    expect(await ran()).toEqual([{ returns: 'true', reason: 'broken', key: 'hunter2' }])
  })
})
