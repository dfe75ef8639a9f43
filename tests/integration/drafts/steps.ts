import { describe, expect, it } from 'vitest'
import { FIRST_CONNECTOR } from '@/lib/connectors/connector'
import { putField } from '@/lib/drafts/edit-inputs'
import { putStatement } from '@/lib/drafts/edit-statement'
import { putSettings } from '@/lib/drafts/edit-steps'
import { addStepToDraft } from '@/lib/drafts/server/add-step'
import { beginFlow } from '@/lib/drafts/server/begin-flow'
import { listVersions, openDraft } from '@/lib/drafts/server/open-draft'
import { publishFlow } from '@/lib/drafts/server/publish-flow'
import { readJobsOf } from '@/lib/drafts/server/read-job'
import { saveDraft } from '@/lib/drafts/server/save-draft'
import { saveIdentity } from '@/lib/drafts/server/save-identity'
import { saveJobStep } from '@/lib/drafts/server/save-job'
import { MOST_STEPS } from '@/lib/drafts/steps-of-draft'
import { PortalError } from '@/lib/errors'
import type { FlowContent } from '@/lib/flows/flow'
import type { Viewer } from '@/lib/identity/viewer'
import { en } from '@/lib/language/en/english'
import { PING_JOB, SALES_JOB } from '@/tests/integration/runs/sample-flows'
import type { InProcessPortal } from '@/tests/support/in-process-portal'

const WAREHOUSE = 'a1b2c3d4e5f60718'
/** A job that starts another one, which no run as the person can do. */
const PARENT_JOB = '410000000000091'
const PARENT = {
  job_id: PARENT_JOB,
  settings: { name: 'Starts another', tasks: [{ task_key: 'child', run_job_task: { job_id: 410000000000006 } }] },
}

/** What makers do with several steps, by the use cases behind the editor. */
export function itHasSteps(portal: InProcessPortal): void {
  const at = async (maker: Viewer, slug: string) => ({ slug, revision: (await openDraft(maker, slug)).revision })
  const begun = async () => {
    const maker = await portal.signIn('maker@contoso.example')
    return { maker, slug: await beginFlow(maker, { connector: FIRST_CONNECTOR, jobId: SALES_JOB }) }
  }
  const add = async (maker: Viewer, slug: string, jobId?: string) =>
    addStepToDraft(maker, { ...(await at(maker, slug)), jobId }, en)
  const save = async (maker: Viewer, slug: string, change: (content: FlowContent) => FlowContent) =>
    saveDraft(maker, { ...(await at(maker, slug)), part: 'steps' }, change)
  const definitionOf = async (maker: Viewer, slug: string) => (await openDraft(maker, slug)).content.definition

  describe('of several steps', () => {
    it('gets jobs that the maker may see, by name, and statements, and is published with them', async () => {
      const { maker, slug } = await begun()
      expect(await add(maker, slug)).toEqual({ ok: true, value: 'SQL statement' })
      expect(await add(maker, slug, PING_JOB)).toEqual({ ok: true, value: 'Ping the lakehouse' })
      await save(maker, slug, (content) =>
        putStatement(content, {
          ...{ step: 'SQL statement', warehouseId: WAREHOUSE, statement: 'SELECT :rows' },
          sources: { 'from.rows': 'result:value:Step 1' },
        }),
      )
      const settings = { name: 'Tell', runAfter: ['failed'] } as const
      await save(maker, slug, (content) => putSettings(content, 'Ping the lakehouse', settings))
      await publishFlow(maker, await at(maker, slug))
      expect(await listVersions(maker, slug)).toMatchObject([{ version: 1, steps: 3 }])
      const { steps, identityMode } = await definitionOf(maker, slug)
      expect(identityMode).toBe('shared')
      expect(steps).toMatchObject([
        { name: 'Step 1', jobId: SALES_JOB },
        { name: 'SQL statement', parameters: { rows: { step: 'Step 1', result: 'value', type: 'STRING' } } },
        { name: 'Tell', jobId: PING_JOB, runAfter: ['failed'] },
      ])
    })

    it('is not published while a step takes what it cannot have', async () => {
      const { maker, slug } = await begun()
      await add(maker, slug, PING_JOB)
      await saveJobStep(maker, {
        ...(await at(maker, slug)),
        ...{ step: 'Ping the lakehouse', jobId: PING_JOB, identityMode: undefined },
        sources: { 'from.a': 'result:value:Step 1' },
      })
      await save(maker, slug, (content) => putSettings(content, 'Step 1', { name: 'Step 1', wait: false }))
      await expect(publishFlow(maker, await at(maker, slug))).rejects.toMatchObject({ code: 'draft_unfinished' })
    })

    it('is not published while a statement is given a secret (OPS-7)', async () => {
      const { maker, slug } = await begun()
      await add(maker, slug)
      const step = { step: 'SQL statement', warehouseId: WAREHOUSE, statement: 'SELECT :word', sources: {} }
      await save(maker, slug, (content) => putStatement(content, step))
      const secret = { name: 'word', property: { type: 'string', writeOnly: true }, required: false } as const
      await save(maker, slug, (content) => putField(content, 'word', secret))
      await expect(publishFlow(maker, await at(maker, slug))).rejects.toMatchObject({ code: 'draft_unfinished' })
      const open = { ...secret, property: { type: 'string' } } as const
      await save(maker, slug, (content) => putField(content, 'word', open))
      expect(await publishFlow(maker, await at(maker, slug))).toBe(1)
    })

    it('runs as the person only when every job can, and gets no other job then', async () => {
      await portal.databricks().putJobs(PARENT)
      const { maker, slug } = await begun()
      await add(maker, slug, PARENT_JOB)
      const asMe = async () => saveIdentity(maker, { ...(await at(maker, slug)), identityMode: 'as_me' })
      expect(await asMe()).toMatchObject([{ kind: 'starts_job', what: 'child' }])
      expect((await definitionOf(maker, slug)).identityMode).toBe('shared')
      const job = { step: 'Starts another', jobId: PING_JOB, identityMode: undefined, sources: {} }
      await saveJobStep(maker, { ...(await at(maker, slug)), ...job })
      expect(await asMe()).toEqual([])
      expect((await definitionOf(maker, slug)).identityMode).toBe('as_me')
      expect(await add(maker, slug, PARENT_JOB)).toMatchObject({ ok: false })
      expect(await saveJobStep(maker, { ...(await at(maker, slug)), ...job, jobId: PARENT_JOB })).toHaveLength(1)
      expect((await definitionOf(maker, slug)).steps).toMatchObject([{ jobId: SALES_JOB }, { jobId: PING_JOB }])
    })

    it('has ten of them at most, and is saved by nobody who has not seen the latest draft', async () => {
      const { maker, slug } = await begun()
      const seen = await at(maker, slug)
      expect(await add(maker, slug)).toMatchObject({ ok: true })
      await expect(addStepToDraft(maker, seen, en)).rejects.toMatchObject({ code: 'draft_changed' })
      for (let count = 2; count < MOST_STEPS; count += 1) expect(await add(maker, slug)).toMatchObject({ ok: true })
      expect(await add(maker, slug)).toMatchObject({ ok: false })
      expect((await definitionOf(maker, slug)).steps).toHaveLength(MOST_STEPS)
    })

    it('is shown with each of its jobs, be one of them gone', async () => {
      const { maker, slug } = await begun()
      await add(maker, slug, PING_JOB)
      const job = { step: 'Ping the lakehouse', jobId: '999999', identityMode: undefined, sources: {} }
      await saveJobStep(maker, { ...(await at(maker, slug)), ...job })
      const { flow, content } = await openDraft(maker, slug)
      const read = await readJobsOf(maker, flow.connectorId, content)
      expect(read.get(SALES_JOB)).toMatchObject({ uncarried: [] })
      expect(read.get('999999')).toBeInstanceOf(PortalError)
    })
  })
}
