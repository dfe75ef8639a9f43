import 'server-only'
import { actorOf } from '@/lib/audit/audit-entry'
import { recordOnceAnHour } from '@/lib/audit/server/record-once-an-hour'
import { demandRole } from '@/lib/identity/server/viewer'
import type { Viewer } from '@/lib/identity/viewer'
import type { PeopleQuery, PersonPlace } from '@/lib/people/people-query'
import type { PersonRow } from '@/lib/people/person'
import { query } from '@/lib/store/current'
import { selectPeoplePage } from '@/lib/store/people-lists'

const PAGE = 50

export interface PeoplePage {
  readonly people: readonly PersonRow[]
  /** Where the neighbouring pages end and begin, where there are any. */
  readonly previous: PersonPlace | undefined
  readonly next: PersonPlace | undefined
}

/** Everybody who was ever let in, by account, for an Admin. @throws PortalError not_permitted */
export async function listPeople(viewer: Viewer, asked: PeopleQuery): Promise<PeoplePage> {
  await demandPeople(viewer)
  const rows = await query((db) => selectPeoplePage(db, { ...asked, limit: PAGE + 1 }))
  const more = rows.length > PAGE
  const people = asked.before && more ? rows.slice(1) : rows.slice(0, PAGE)
  const isLast = asked.before ? false : !more
  const isFirst = asked.before ? !more : asked.after === undefined
  return {
    people,
    previous: isFirst ? undefined : placeOf(people.at(0)),
    next: isLast ? undefined : placeOf(people.at(-1)),
  }
}

function placeOf(person: PersonRow | undefined): PersonPlace | undefined {
  return person && { account: person.userName.toLowerCase(), id: person.id }
}

/** To look at people is an Admin's, and on record. @throws PortalError not_permitted */
export async function demandPeople(viewer: Viewer): Promise<void> {
  const asked = { action: 'people.view', target: 'people' } as const
  await demandRole(viewer, 'Portal.Admin', asked)
  await recordOnceAnHour(viewer.session, { actor: actorOf(viewer), ...asked, outcome: 'done' })
}
