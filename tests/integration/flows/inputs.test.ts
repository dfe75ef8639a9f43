import { randomUUID } from 'node:crypto'
import { sql as query } from 'kysely'
import { afterEach, expect, it } from 'vitest'
import type { Choices } from '@/lib/choices/choices'
import { loadChoices } from '@/lib/choices/server/load-choices'
import type { Posted } from '@/lib/flows/typed-values'
import type { Viewer } from '@/lib/identity/viewer'
import { inputs as words } from '@/lib/language/en/inputs'
import { getRun } from '@/lib/runs/server/get-run'
import { pressFlow } from '@/lib/runs/server/press'
import { flowOf, PING_JOB } from '@/tests/integration/runs/sample-flows'
import { describePortal } from '@/tests/support/in-process-portal'

const USER = 'user@contoso.example'
const OTHER = 'user2@contoso.example'
const MAKER = 'maker@contoso.example'

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

const WAREHOUSE = 'a1b2c3d4e5f60718'
const PRODUCTS = 'SELECT DISTINCT product FROM contoso.sales.orders WHERE region = :region AND quantity > :least'
const sql = (statement: string, warehouse = WAREHOUSE) => ({
  type: 'string',
  'x-options': { from: 'sql', warehouse, statement },
})
const READ = flowWith('read', {
  region: sql('SELECT code, name FROM contoso.sales.regions ORDER BY code'),
  least: { type: 'integer', default: 0 },
  key: { type: 'string', writeOnly: true },
  product: sql(PRODUCTS),
  jobs: { type: 'array', items: { type: 'string' }, 'x-options': { from: 'jobs' } },
})
const BROKEN = flowWith('broken', {
  supplier: sql('SELECT supplier FROM contoso.finance.invoices'),
  slow: sql('SELECT code FROM contoso.sales.regions WHERE code <> 1'),
  stopped: sql('SELECT 1', 'b2c3d4e5f6071829'),
})

describePortal('the inputs of a press', [FIXED, DEPENDENT, READ, BROKEN], (portal) => {
  const press = async (slug: string, posted: Readonly<Record<string, Posted>>) =>
    pressFlow(await portal.signIn(USER), { slug, clientKey: randomUUID(), posted, resubmittedFrom: undefined }, words)
  afterEach(forgetChoices)
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

  const choicesOf = async (viewer: Viewer, slug: string, posted: Readonly<Record<string, Posted>> = {}) =>
    Object.fromEntries((await loadChoices(viewer, { slug, draft: undefined, posted })).read)
  const valuesIn = (choices: Choices | undefined) =>
    choices?.is === 'read' ? choices.choices.map(({ value }) => value) : choices?.is

  it('offer what the person who looks may read, by value and words, in good order', async () => {
    const [user, other] = [await portal.signIn(USER), await portal.signIn(OTHER)]
    const { region, product, jobs } = await choicesOf(user, 'read')
    expect(region).toEqual({
      is: 'read',
      more: false,
      choices: [
        { value: 'AMER', label: 'Americas' },
        { value: 'APAC', label: 'Asia and Pacific' },
        { value: 'EMEA', label: 'Europe, Middle East and Africa' },
      ],
    })
    expect(product).toEqual({ is: 'waiting', for: ['region', 'least'] })
    expect(valuesIn(jobs)).toContain(PING_JOB)
    // The warehouse is not for this one, and of the jobs there is only one.
    const theirs = await choicesOf(other, 'read')
    expect(theirs.region).toMatchObject({ is: 'unread', code: 'databricks_no_right' })
    expect(valuesIn(theirs.jobs)).not.toEqual(valuesIn(jobs))
  })

  it('are read as the person who looks, with values as typed parameters, and never with a secret (TOK-1, IO-8)', async () => {
    const user = await portal.signIn(USER)
    const hostile = "EMEA' OR '1'='1"
    const filled = { region: hostile, least: '5', key: 'hunter2-canary' }
    expect(valuesIn((await choicesOf(user, 'read', filled)).product)).toEqual([])
    const sent = await portal.databricks().statements()
    expect(sent.map((statement) => statement.user_name)).toEqual([USER, USER])
    const products = sent.find(({ statement }) => statement === PRODUCTS)
    expect(products).toMatchObject({ parameters: { region: hostile, least: 5 } })
    expect(JSON.stringify(sent)).not.toContain('hunter2')
  })

  it('give no secret to a statement that came to name one behind our back (TOK-1, IO-8)', async () => {
    const user = await portal.signIn(USER)
    const kysely = portal.store().kysely
    const naming = PRODUCTS.replace(':region', ':key')
    const swap = (from: string, to: string) =>
      kysely
        .updateTable('flow_versions')
        .set({ definition: query`replace(definition::text, ${from}, ${to})::jsonb` })
        .execute()
    await swap(PRODUCTS, naming)
    const { product } = await choicesOf(user, 'read', { least: '5', key: 'hunter2-canary' })
    await swap(naming, PRODUCTS)
    expect(product).toEqual({ is: 'waiting', for: ['key'] })
    expect(JSON.stringify(await portal.databricks().statements())).not.toContain('hunter2')
  })

  it('are read once for a moment, and for each person anew (WEB-5)', async () => {
    const [user, maker] = [await portal.signIn(USER), await portal.signIn(MAKER)]
    for (const viewer of [user, user, maker, user]) await choicesOf(viewer, 'read')
    const whose = (await portal.databricks().statements()).map((statement) => statement.user_name)
    expect(whose).toEqual([USER, MAKER])
  })

  it('reach the job as they were offered, and what was not offered is refused beside its field (AUTHZ-8)', async () => {
    const chosen = { region: 'EMEA', least: '0', product: 'Desk lamp', jobs: [PING_JOB] }
    expect((await press('read', chosen)).ok).toBe(true)
    expect(await ran()).toMatchObject([{ region: 'EMEA', product: 'Desk lamp', jobs: JSON.stringify([PING_JOB]) }])
    for (const [field, value] of [
      ['region', 'MOON'],
      ['product', 'Rocket'],
      ['jobs', [PING_JOB, '1']],
    ] as const) {
      const refused = { ok: false, issues: expect.arrayContaining([{ field, message: words.notOffered }]) }
      expect(await press('read', { ...chosen, [field]: value })).toMatchObject(refused)
    }
    expect(await ran()).toHaveLength(1)
  })

  it('that cannot be checked start nothing, and the same press sent again is the run that it was', async () => {
    const user = await portal.signIn(USER)
    const clientKey = randomUUID()
    const sent = { slug: 'read', clientKey, posted: { region: 'EMEA' }, resubmittedFrom: undefined }
    const first = await pressFlow(user, sent, words)
    forgetChoices()
    await portal.databricks().addFault({ match: 'POST /api/2.0/sql/statements', status: 403, times: 20, body: {} })
    expect(await pressFlow(user, sent, words)).toEqual(first)
    const unread = { ok: false, issues: [{ field: 'region', message: words.choicesUnread }] }
    expect(await press('read', { region: 'EMEA' })).toMatchObject(unread)
    expect(await ran()).toHaveLength(1)
    await portal.databricks().clearFaults()
  })

  it('that cannot be read say why, soon, whatever the workspace does (OUT-5)', async () => {
    const user = await portal.signIn(USER)
    await portal.databricks().scriptStatement({ statement: statementOf(BROKEN, 'slow'), durationMs: 60_000 })
    const began = performance.now()
    const { supplier, slow, stopped } = await choicesOf(user, 'broken')
    expect(performance.now() - began).toBeLessThan(5_000)
    expect(supplier).toMatchObject({ is: 'failed', detail: expect.stringContaining('invoices') })
    expect(slow).toMatchObject({ is: 'unread', code: 'databricks_unreachable', facts: { reason: 'slow' } })
    expect(stopped).toMatchObject({ is: 'unread', code: 'databricks_no_right' })
  })

  it('are no more than anybody looks through, each value once, and none that is empty', async () => {
    const rows = Array.from({ length: 250 }, (_, index) => [`v${index}`])
    const columns = [{ name: 'code', type: 'STRING' }]
    const odd = [[null], [''], ['v0'], ...rows]
    await portal.databricks().scriptStatement({ statement: statementOf(READ, 'region'), columns, rows: odd })
    const { region } = await choicesOf(await portal.signIn(USER), 'read')
    expect(region).toMatchObject({ is: 'read', more: true })
    expect(valuesIn(region)).toEqual([...rows.flat().slice(0, 198)])
  })

  it('are for whom the flow is for, and nothing is asked of Databricks for anybody else (AUTHZ-4)', async () => {
    const user = await portal.signIn(USER)
    await expect(choicesOf(user, 'unknown')).rejects.toMatchObject({ code: 'not_found' })
    const draft = loadChoices(user, { slug: 'read', draft: 0, posted: {} })
    await expect(draft).rejects.toMatchObject({ code: 'not_permitted' })
    expect(await portal.databricks().statements()).toEqual([])
  })
})

/** As if a minute had passed. */
function forgetChoices(): void {
  ;(globalThis as { [slot: symbol]: Map<string, unknown> })[Symbol.for('lakeport.choices.recent')]?.clear()
}

function statementOf(flow: object, field: string): string {
  const { inputs } = flow as { inputs: { properties: Record<string, { 'x-options': { statement: string } }> } }
  return inputs.properties[field]?.['x-options'].statement ?? ''
}
