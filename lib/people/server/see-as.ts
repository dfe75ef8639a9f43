import 'server-only'
import type { AuditAction } from '@/lib/audit/audit-actions'
import { actorOf } from '@/lib/audit/audit-entry'
import { recordOnceAnHour } from '@/lib/audit/server/record-once-an-hour'
import { connectionProblem } from '@/lib/connections/server/connection-problem'
import { type FlowCard, listFlows } from '@/lib/flows/server/list-flows'
import { demandRole } from '@/lib/identity/server/viewer'
import type { Viewer } from '@/lib/identity/viewer'
import type { RunSummary } from '@/lib/runs/run'
import { parseRunQuery } from '@/lib/runs/run-query'
import { listMyRuns } from '@/lib/runs/server/list-runs'
import type { ConnectionProblem } from '@/lib/store/connections'
import type { PersonFacts } from '@/lib/store/people-lists'
import { findPerson } from './get-person'

const RECENT = 8

/** What somebody would see on Home. */
export interface SeenHome {
  readonly person: PersonFacts
  readonly cards: readonly FlowCard[]
  readonly runs: readonly RunSummary[]
  readonly problem: ConnectionProblem | undefined
}

/**
 * Somebody's Home, as the use cases would give it to them: nothing is asked of Databricks or Entra, no token of theirs is opened
 * and nothing is written but that it was looked at. For an Admin. @throws PortalError not_permitted, not_found
 */
export async function seeHomeOf(viewer: Viewer, personId: string): Promise<SeenHome> {
  const person = await demandSight(viewer, personId, 'home.view')
  const them = asThey(person)
  const [cards, { runs }, problem] = await Promise.all([
    listFlows(them),
    listMyRuns(them, parseRunQuery({}), { limit: RECENT }),
    connectionProblem(them),
  ])
  return { person, cards: person.roles.length === 0 ? [] : cards, runs, problem }
}

/** @throws PortalError not_permitted, not_found */
export async function demandSight(viewer: Viewer, personId: string, action: AuditAction): Promise<PersonFacts> {
  const asked = { action, target: `person:${personId}` }
  await demandRole(viewer, 'Portal.Admin', asked)
  const person = await findPerson(personId)
  await recordOnceAnHour(`${viewer.session} ${personId}`, { actor: actorOf(viewer), ...asked, outcome: 'done' })
  return person
}

/** For reading alone: it is no session's, and no action of ours takes it. */
export function asThey({ id: personId, ...person }: PersonFacts): Viewer {
  const { tenantId, objectId, userName, displayName, roles, groups } = person
  return { personId, tenantId, objectId, userName, displayName, roles, groups, session: '' }
}
