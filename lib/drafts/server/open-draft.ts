import 'server-only'
import { actorOf } from '@/lib/audit/audit-entry'
import type { MadeFlowRow } from '@/lib/drafts/made-flow-row'
import { PortalError } from '@/lib/errors'
import type { FlowContent } from '@/lib/flows/flow'
import { hasRole } from '@/lib/identity/roles'
import type { Viewer } from '@/lib/identity/viewer'
import { insertAudit } from '@/lib/store/audit'
import { query } from '@/lib/store/current'
import { selectFlowVersion } from '@/lib/store/flows'
import { type FlowVersion, type MadeFlow, putDraft, selectMadeFlows, selectVersions } from '@/lib/store/made-flows'
import { selectNames } from '@/lib/store/people'
import { changeFlow, contentOf, demandMaker, madeFlow } from './made-flow'

export interface OpenedDraft {
  readonly flow: MadeFlow
  /** What its makers are at: the draft, else what is in force. */
  readonly content: FlowContent
  /** 0 where there is no draft. */
  readonly revision: number
}

/** A flow to be changed. @throws PortalError not_permitted, not_found */
export async function openDraft(viewer: Viewer, slug: string): Promise<OpenedDraft> {
  const flow = await madeFlow(viewer, slug)
  return { flow, content: contentOf(flow), revision: flow.draft?.revision ?? 0 }
}

/** The flows that the viewer makes; all of them for an Admin. @throws PortalError not_permitted */
export async function listMadeFlows(viewer: Viewer): Promise<MadeFlowRow[]> {
  await demandMaker(viewer, 'flow.edit')
  const isAdmin = hasRole(viewer.roles, 'Portal.Admin')
  return query((db) => selectMadeFlows(db, isAdmin ? undefined : viewer.objectId))
}

/** Every version of a flow that the viewer makes, newest first. */
export async function listVersions(viewer: Viewer, slug: string): Promise<FlowVersion[]> {
  const { id } = await madeFlow(viewer, slug)
  return query((db) => selectVersions(db, id))
}

/** What the people of a flow that the viewer makes are called, by object id. */
export async function namesOf(viewer: Viewer, objectIds: readonly string[]) {
  return query((db) => selectNames(db, viewer.tenantId, objectIds))
}

/** Makes an earlier version the draft, with who may press it left as it is now. */
export async function restoreVersion(
  viewer: Viewer,
  { slug, revision, version }: { slug: string; revision: number; version: number },
): Promise<void> {
  await changeFlow(viewer, { slug, revision, action: 'flow.edit' }, async (trx, flow) => {
    const earlier = await selectFlowVersion(trx, flow.id, version)
    if (!earlier) throw new PortalError('not_found', `Flow "${slug}" has no version ${version}.`)
    const now = contentOf(flow)
    const definition = { ...earlier.definition, audience: now.definition.audience }
    const draft = { content: { ...now, definition }, revision: revision + 1 }
    await putDraft(trx, { ...draft, flowId: flow.id, by: viewer.personId, at: new Date() })
    await insertAudit(trx, {
      actor: actorOf(viewer),
      action: 'flow.edit',
      target: `flow:${slug}`,
      outcome: 'done',
      details: { part: 'version', version, revision: revision + 1 },
    })
  })
}
