import 'server-only'
import { actorOf } from '@/lib/audit/audit-entry'
import type { Connector } from '@/lib/connectors/connector'
import { listConnectors } from '@/lib/connectors/server/list-connectors'
import { proposeStatement } from '@/lib/drafts/edit-statement'
import { proposeFlow } from '@/lib/drafts/propose'
import { slugFor } from '@/lib/drafts/slug'
import { PortalError } from '@/lib/errors'
import type { FlowContent } from '@/lib/flows/flow'
import type { Viewer } from '@/lib/identity/viewer'
import { newId } from '@/lib/new-id'
import { insertAudit } from '@/lib/store/audit'
import { inTransaction } from '@/lib/store/current'
import { insertMadeFlow } from '@/lib/store/made-flows'
import { type FoundJobs, findJobs, jobOfMaker, proposableJob } from './job-of-maker'
import { demandMaker } from './made-flow'

const MOST_NAMESAKES = 100

/** What flows can be made from, and where. @throws PortalError not_permitted */
export async function connectorsToBeginWith(viewer: Viewer): Promise<readonly Connector[]> {
  await demandMaker(viewer, 'flow.make')
  return listConnectors(viewer)
}

/** The jobs of a connector that the viewer may see. @throws PortalError databricks_* */
export function jobsToBeginWith(viewer: Viewer, connector: Pick<Connector, 'id'>, text: string): Promise<FoundJobs> {
  return findJobs(viewer, connector.id, text)
}

/**
 * Begins a flow with a job that the viewer may see: its draft is written from what the job says of itself, and nobody may
 * press it yet. Answers its slug. @throws PortalError not_permitted, not_found, databricks_*
 */
export async function beginFlow(
  viewer: Viewer,
  { connector, jobId }: { readonly connector: string; readonly jobId: string },
): Promise<string> {
  const connectorId = await connectorToBeginWith(viewer, connector)
  const job = await jobOfMaker(viewer, connectorId, jobId)
  const content = proposeFlow(proposableJob(job), viewer.userName)
  return keepBegun(viewer, { connectorId, content, details: { job: jobId } })
}

/** Begins a flow that is a statement, still to be written. Answers its slug. @throws PortalError not_permitted, not_found */
export async function beginStatement(
  viewer: Viewer,
  { connector, title }: { readonly connector: string; readonly title: string },
): Promise<string> {
  const connectorId = await connectorToBeginWith(viewer, connector)
  const content = proposeStatement(title, viewer.userName)
  return keepBegun(viewer, { connectorId, content, details: { statement: true } })
}

async function connectorToBeginWith(viewer: Viewer, wanted: string): Promise<string> {
  const connector = (await connectorsToBeginWith(viewer)).find(({ slug }) => slug === wanted)
  if (!connector) throw new PortalError('not_found', 'There is no such connector for this maker.')
  return connector.id
}

interface Begun {
  readonly connectorId: string
  readonly content: FlowContent
  /** For the audit log. */
  readonly details: Readonly<Record<string, unknown>>
}

async function keepBegun(viewer: Viewer, { connectorId, content, details }: Begun): Promise<string> {
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
        details,
      })
      return true
    })
    if (isNew) return slug
  }
  throw new PortalError('conflict', 'There are too many flows of this name.')
}
