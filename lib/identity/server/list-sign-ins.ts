import 'server-only'
import { actorOf } from '@/lib/audit/audit-entry'
import { recordOnceAnHour } from '@/lib/audit/server/record-once-an-hour'
import { recordRefusal } from '@/lib/audit/server/record-refusal'
import { config } from '@/lib/config'
import { PortalError } from '@/lib/errors'
import { isAmong } from '@/lib/flows/audience'
import { hasRole } from '@/lib/identity/roles'
import { resourceName, type SignInEntry } from '@/lib/identity/sign-in-entry'
import type { SignInQuery } from '@/lib/identity/sign-in-query'
import type { Viewer } from '@/lib/identity/viewer'
import { isId } from '@/lib/is-id'
import { pageOf, type SeekPage } from '@/lib/paging/seek-page'
import { cursorText } from '@/lib/runs/run-query'
import { selectConnectors } from '@/lib/store/connectors'
import { query } from '@/lib/store/current'
import { selectSignIn, selectSignIns } from '@/lib/store/sign-in-lists'
import { filterOf } from './sign-in-filter'
import { demandRole } from './viewer'

const PAGE = 50
const VIEW = { action: 'sign_ins.view', target: 'sign_ins' } as const

export type SignInPage = SeekPage<SignInEntry>

/** What is on record of the viewer's own sign-ins and tokens, newest first. */
export function listMySignIns(viewer: Viewer, asked: SignInQuery, timeZone = 'UTC'): Promise<SignInPage> {
  return list(asked, { personId: viewer.personId, timeZone })
}

/** Everybody's, for an Admin; also of who was never let in. @throws PortalError not_permitted */
export async function listAllSignIns(viewer: Viewer, asked: SignInQuery, timeZone = 'UTC'): Promise<SignInPage> {
  await demandRole(viewer, 'Portal.Admin', VIEW)
  await recordOnceAnHour(viewer.session, { actor: actorOf(viewer), ...VIEW, outcome: 'done' })
  return list(asked, { personId: undefined, timeZone })
}

async function list(asked: SignInQuery, whose: Parameters<typeof filterOf>[1]): Promise<SignInPage> {
  const filter = await filterOf(asked, whose)
  if (!filter) return { rows: [], newer: undefined, older: undefined, stoppedAt: undefined }
  const { rows, stoppedAt } = await query((db) => selectSignIns(db, { ...filter, limit: PAGE + 1 }))
  const place = stoppedAt && { createdAt: stoppedAt.createdAt.getTime(), id: stoppedAt.id }
  return pageOf({ rows, stoppedAt: place }, asked, PAGE, cursorText)
}

/**
 * One row of the log: one's own, or anybody's for an Admin. Somebody else's is as unknown as one that there is not (AUTHZ-4).
 * @throws PortalError not_found
 */
export async function getSignIn(viewer: Viewer, id: string): Promise<SignInEntry> {
  const entry = isId(id) ? await query((db) => selectSignIn(db, id)) : undefined
  if (entry?.personId === viewer.personId) return entry
  if (entry && hasRole(viewer.roles, 'Portal.Admin')) {
    await recordOnceAnHour(viewer.session, { actor: actorOf(viewer), ...VIEW, outcome: 'done' })
    return entry
  }
  if (entry) {
    const refusal = { action: 'sign_in.read', target: `sign_in:${id}`, reason: 'not_owner' } as const
    await recordRefusal(actorOf(viewer), refusal)
  }
  throw new PortalError('not_found', 'There is no such sign-in for this person.')
}

/** A resource that tokens are asked for, to choose from in the filter. */
export interface SignInResource {
  readonly id: string
  readonly name: string
}

/** Those of the connectors that the viewer may use, of all for an Admin; the portal's own first. */
export async function listResources(viewer: Viewer): Promise<readonly SignInResource[]> {
  const connectors = await query(selectConnectors)
  const mine = connectors.filter(({ audience }) => hasRole(viewer.roles, 'Portal.Admin') || isAmong(viewer, audience))
  const ids = new Set([config().databricksResourceId, ...mine.map(({ resourceId }) => resourceId)])
  return [...ids].map((id) => ({ id, name: resourceName(id) ?? id }))
}
