import 'server-only'
import type { AuditAction } from '@/lib/audit/audit-actions'
import { actorOf } from '@/lib/audit/audit-entry'
import { recordRefusal } from '@/lib/audit/server/record-refusal'
import { PortalError } from '@/lib/errors'
import { mayMake } from '@/lib/flows/audience'
import type { FlowContent } from '@/lib/flows/flow'
import { hasRole } from '@/lib/identity/roles'
import type { Viewer } from '@/lib/identity/viewer'
import { inTransaction, query } from '@/lib/store/current'
import { holdFlow, type MadeFlow, selectMadeFlow } from '@/lib/store/made-flows'

type Handle = Parameters<Parameters<typeof inTransaction>[0]>[0]

/** Who makes flows at all. @throws PortalError not_permitted */
export async function demandMaker(viewer: Viewer, action: AuditAction): Promise<void> {
  if (hasRole(viewer.roles, 'Portal.Maker')) return
  await recordRefusal(actorOf(viewer), { action, target: 'flows', reason: 'not_permitted' })
  throw new PortalError('not_permitted', 'Flows are made by makers.', { facts: { needed: 'Portal.Maker' } })
}

/**
 * A flow that the viewer may change. One of other makers is as unknown as one that does not exist (AUTHZ-4).
 * @throws PortalError not_permitted, not_found
 */
export async function madeFlow(viewer: Viewer, slug: string, action: AuditAction = 'flow.edit'): Promise<MadeFlow> {
  await demandMaker(viewer, action)
  const flow = await query((db) => selectMadeFlow(db, slug))
  if (flow && mayMake(viewer, flow)) return flow
  if (flow) await recordRefusal(actorOf(viewer), { action, target: `flow:${slug}`, reason: 'not_maker' })
  throw notTheirs(slug)
}

interface Asked {
  readonly slug: string
  readonly action: AuditAction
  /** Of the draft that the form was made from, 0 where there was none. Left out where it does not matter. */
  readonly revision?: number
}

/**
 * Changes a flow, held so that nobody else does: the right is asked for again inside (AUTHZ-8), and so is the draft.
 * @throws PortalError not_permitted, not_found, draft_changed
 */
export async function changeFlow<T>(
  viewer: Viewer,
  { slug, action, revision }: Asked,
  work: (trx: Handle, flow: MadeFlow) => Promise<T>,
): Promise<T> {
  await madeFlow(viewer, slug, action)
  return inTransaction(async (trx) => {
    await holdFlow(trx, slug)
    const flow = await selectMadeFlow(trx, slug)
    if (!flow || !mayMake(viewer, flow)) throw notTheirs(slug)
    if (revision !== undefined && revision !== (flow.draft?.revision ?? 0)) {
      throw new PortalError('draft_changed', `The draft of flow "${slug}" has changed since.`)
    }
    return work(trx, flow)
  })
}

/** What its makers are at: the draft, else what is in force. */
export function contentOf({ slug, draft, inForce }: MadeFlow): FlowContent {
  const content = draft?.content ?? inForce
  if (!content) throw new PortalError('store_unavailable', `Flow "${slug}" has neither a draft nor a version.`)
  return content
}

function notTheirs(slug: string): PortalError {
  return new PortalError('not_found', `There is no flow "${slug}" for this maker.`)
}
