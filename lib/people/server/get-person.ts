import 'server-only'
import { config } from '@/lib/config'
import { PortalError } from '@/lib/errors'
import { sessionMark } from '@/lib/identity/server/session-key'
import type { Viewer } from '@/lib/identity/viewer'
import { isPersonId } from '@/lib/people/people-query'
import type { PersonSession, RoleSource } from '@/lib/people/person'
import { type ConnectorOfPerson, selectConnectorsOfPerson } from '@/lib/store/connection-lists'
import { query } from '@/lib/store/current'
import { type PersonFacts, selectPersonFacts } from '@/lib/store/people-lists'
import { selectLiveSessionsOf } from '@/lib/store/sessions'
import { demandPeople } from './list-people'

export interface PersonView {
  readonly person: PersonFacts
  readonly rolesFrom: RoleSource
  readonly sessions: readonly PersonSession[]
  /** Connectors to which they have a connection. */
  readonly connectors: readonly ConnectorOfPerson[]
}

/** All that the portal knows of a person, for an Admin. @throws PortalError not_permitted, not_found */
export async function getPerson(viewer: Viewer, personId: string): Promise<PersonView> {
  await demandPeople(viewer)
  const person = await findPerson(personId)
  const at = new Date()
  const idleSince = new Date(at.getTime() - config().sessionIdleMs)
  const [live, connectors] = await query((db) =>
    Promise.all([selectLiveSessionsOf(db, { personId, at, idleSince }), selectConnectorsOfPerson(db, personId)]),
  )
  return {
    person,
    rolesFrom: config().adminObjectIds.includes(person.objectId) ? 'settings' : 'entra',
    sessions: live.map(({ keyHash, createdAt, lastSeenAt, expiresAt }) => ({
      mark: sessionMark(keyHash),
      startedAt: createdAt.getTime(),
      lastSeenAt: lastSeenAt.getTime(),
      endsAt: Math.min(expiresAt.getTime(), lastSeenAt.getTime() + config().sessionIdleMs),
    })),
    connectors: connectors.filter(({ connection }) => connection !== undefined),
  }
}

/** @throws PortalError not_found */
export async function findPerson(personId: string): Promise<PersonFacts> {
  const person = isPersonId(personId) ? await query((db) => selectPersonFacts(db, personId)) : undefined
  if (!person) throw new PortalError('not_found', 'There is no such person here.')
  return person
}
