import 'server-only'
import { actorOf } from '@/lib/audit/audit-entry'
import { ensureFirstConnector } from '@/lib/connectors/server/first-connector'
import { proposeFlow } from '@/lib/drafts/propose'
import { slugFor } from '@/lib/drafts/slug'
import { PortalError } from '@/lib/errors'
import type { Viewer } from '@/lib/identity/viewer'
import { newId } from '@/lib/new-id'
import { insertAudit } from '@/lib/store/audit'
import { inTransaction } from '@/lib/store/current'
import { insertMadeFlow } from '@/lib/store/made-flows'
import { type FoundJobs, findJobs, jobOfMaker } from './job-of-maker'
import { demandMaker } from './made-flow'

const MOST_NAMESAKES = 100

/** The jobs that a flow can be made from, as the viewer sees them. @throws PortalError not_permitted, databricks_* */
export async function jobsToBeginWith(viewer: Viewer, text: string): Promise<FoundJobs> {
  await demandMaker(viewer, 'flow.make')
  return findJobs(viewer, await ensureFirstConnector(), text)
}

/**
 * Begins a flow with a job that the viewer may see: its draft is written from what the job says of itself, and nobody may
 * press it yet. Answers its slug. @throws PortalError not_permitted, databricks_*
 */
export async function beginFlow(viewer: Viewer, jobId: string): Promise<string> {
  await demandMaker(viewer, 'flow.make')
  const connectorId = await ensureFirstConnector()
  const { settings } = await jobOfMaker(viewer, connectorId, jobId)
  const { name, description, parameters } = settings
  const content = proposeFlow({ jobId, name, description, parameters }, viewer.userName)
  for (let taken = 0; taken < MOST_NAMESAKES; taken += 1) {
    const slug = slugFor(content.title, taken)
    const flow = { id: newId(), slug, connectorId, makers: [viewer.objectId], content, by: viewer.personId }
    const isNew = await inTransaction(async (trx) => {
      if (!(await insertMadeFlow(trx, { ...flow, at: new Date() }))) return false
      await insertAudit(trx, {
        actor: actorOf(viewer),
        action: 'flow.make',
        target: `flow:${slug}`,
        outcome: 'done',
        details: { job: jobId },
      })
      return true
    })
    if (isNew) return slug
  }
  throw new PortalError('conflict', 'There are too many flows of this name.')
}
