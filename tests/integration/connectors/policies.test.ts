import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Connector } from '@/lib/connectors/connector'
import { policyFrom, type RunningPolicy } from '@/lib/connectors/policy'
import { getConnector } from '@/lib/connectors/server/get-connector'
import { removePolicy, savePolicy } from '@/lib/connectors/server/save-policy'
import { ownTests, testConnector } from '@/lib/connectors/server/test-connector'
import type { Viewer } from '@/lib/identity/viewer'
import { connectors as words } from '@/lib/language/en/connectors'
import { SAMPLE_FLOWS } from '@/tests/integration/runs/sample-flows'
import { describePortal } from '@/tests/support/in-process-portal'
import { forgetConnectors, giveOwnRegistration, madeConnector } from './connectors-of-test'

const LIST = '/api/2.2/jobs/list'

describePortal('the policies of a connector', SAMPLE_FLOWS, (portal) => {
  let admin: Viewer
  let connector: Connector
  const all = { operations: undefined } as const
  beforeEach(async () => {
    admin = await portal.signIn('admin@contoso.example')
    connector = await madeConnector(admin, portal.databricks().url)
  })
  afterEach(() => forgetConnectors(portal.store()))

  const now = () => getConnector(admin, connector.slug)
  const save = async (running: RunningPolicy, at?: number) => {
    const { slug, version } = await now()
    return savePolicy(admin, { slug, version, at }, { title: 'A policy', running }, words)
  }
  const tryList = async () => {
    const ask = { slug: connector.slug, operation: 'ListJobs', clientKey: randomUUID(), isMeant: false, values: {} }
    return testConnector(admin, { ...ask, bandMs: 2_000 }, words)
  }
  const calls = async () =>
    (await portal.databricks().requests()).filter(({ path }) => path.startsWith('/api/2.2/jobs'))

  it('change the calls of its actions, in their order, and are on record', async () => {
    const limit = { template: 'setqueryparameter', name: 'limit', value: '1', exists: 'override' } as const
    expect(await save({ ...limit, operations: ['ListJobs'] })).toEqual({ ok: true, value: 2 })
    expect(
      await save({ ...all, template: 'setheader', name: 'X-Team', value: 'sales', exists: 'skip' }),
    ).toMatchObject({
      ok: true,
    })
    expect(await tryList()).toMatchObject({ ok: true })
    expect(await calls()).toMatchObject([{ method: 'GET', path: LIST, query: 'limit=1', status: 200 }])
    const [test] = await ownTests(admin, connector)
    expect(test?.asked.headers).toMatchObject({ 'x-team': 'sales', authorization: 'Bearer ***' })
    const { slug, version } = await now()
    expect(await removePolicy(admin, { slug, version }, 0)).toMatchObject({ ok: true })
    expect((await now()).policies).toHaveLength(1)
    await expect(removePolicy(admin, { slug, version: version + 1 }, 7)).rejects.toMatchObject({ code: 'not_found' })
  })

  it('lead to no host that the portal may not call: not when they are saved, nor behind our back (OUT-1, OUT-3)', async () => {
    const { port } = new URL(portal.entra().url)
    for (const url of [
      'https://evil.example',
      `http://127.0.0.1:${Number(port) + 1}`,
      'https://x@adb.azuredatabricks.net',
    ]) {
      expect(await save({ ...all, template: 'dynamichosturl', url })).toEqual({
        ok: false,
        issues: [{ field: 'url', message: words.policyProblems.host }],
      })
    }
    const kept = [policyFrom('Elsewhere', { ...all, template: 'dynamichosturl', url: 'https://evil.example' })]
    await portal
      .store()
      .kysely.updateTable('connectors')
      .set({ policies: JSON.stringify(kept) })
      .where('id', '=', connector.id)
      .execute()
    expect(await tryList()).toEqual({ ok: false, issues: [{ field: '', message: words.policyProblems.host }] })
    expect(await calls()).toEqual([])
  })

  it('take what was given for one host nowhere else, also where the connector got it after the policy (TOK-9, OUT-1)', async () => {
    const url = portal.databricks().url
    expect(await save({ ...all, template: 'dynamichosturl', url })).toMatchObject({ ok: true })
    expect(await tryList()).toMatchObject({ ok: true })
    expect(await calls()).toHaveLength(1)
    connector = await giveOwnRegistration(admin, await now())
    expect(await tryList()).toEqual({ ok: false, issues: [{ field: '', message: words.policyProblems.hostIsFixed }] })
    expect(await calls()).toHaveLength(1)
  })

  it('are an Admin’s alone (AUTHZ-7)', async () => {
    const maker = await portal.signIn('maker@contoso.example')
    const texts = {
      title: 'A policy',
      running: { ...all, template: 'dynamichosturl', url: portal.databricks().url },
    } as const
    const of = { slug: connector.slug, version: connector.version }
    await expect(savePolicy(maker, { ...of, at: undefined }, texts, words)).rejects.toMatchObject({
      code: 'not_permitted',
    })
    await expect(removePolicy(maker, of, 0)).rejects.toMatchObject({ code: 'not_permitted' })
  })
})
