import 'server-only'
import type { AuditAction } from '@/lib/audit/audit-actions'
import { actorOf } from '@/lib/audit/audit-entry'
import { recordRefusal } from '@/lib/audit/server/record-refusal'
import { PortalError } from '@/lib/errors'
import { hasRole } from '@/lib/identity/roles'
import type { Viewer } from '@/lib/identity/viewer'
import { isId } from '@/lib/is-id'
import { query } from '@/lib/store/current'
import { selectRunOfNumber } from '@/lib/store/runs'

interface Owned {
  readonly id: string
  readonly personId: string
}

/** What reads a run's owner, so that one check serves every way of asking. */
type Read<T> = Parameters<typeof query<T | undefined>>[0]

/**
 * A run that the viewer may see: their own, or anybody's for an Admin. Somebody else's run is as unknown as one that does
 * not exist, down to the answer's last word (AUTHZ-4).
 * @throws PortalError not_found
 */
export async function permittedRun<T extends Owned>(viewer: Viewer, runId: string, read: Read<T>): Promise<T> {
  return permitted(viewer, isId(runId) ? await query(read) : undefined)
}

/** Two such runs, read at once. @throws PortalError not_found where either is not for the viewer */
export async function permittedRuns<T extends Owned>(
  viewer: Viewer,
  ids: readonly [string, string],
  read: Read<readonly T[]>,
): Promise<readonly [T, T]> {
  const found = ids.every(isId) ? await query(read) : undefined
  const of = (id: string) =>
    permitted(
      viewer,
      found?.find((run) => run.id === id),
    )
  return [await of(ids[0]), await of(ids[1])]
}

/** The id of the run that people call by this number. The same rule, and the same answer to who may not see it. */
export async function permittedRunId(viewer: Viewer, number: number): Promise<string> {
  return (await permitted(viewer, await query((db) => selectRunOfNumber(db, number)))).id
}

async function permitted<T extends Owned>(viewer: Viewer, run: T | undefined): Promise<T> {
  if (run && (run.personId === viewer.personId || hasRole(viewer.roles, 'Portal.Admin'))) return run
  if (run) await recordRefusal(actorOf(viewer), { action: 'run.read', target: `run:${run.id}`, reason: 'not_owner' })
  throw new PortalError('not_found', 'There is no such run for this person.')
}

/** To act on a run is its owner's alone: an Admin sees all runs, yet acts with nobody's token but their own. @throws PortalError not_permitted */
export async function demandOwner(
  viewer: Viewer,
  run: { readonly id: string; readonly personId: string },
  action: AuditAction,
): Promise<void> {
  if (run.personId === viewer.personId) return
  await recordRefusal(actorOf(viewer), { action, target: `run:${run.id}`, reason: 'not_permitted' })
  throw new PortalError('not_permitted', 'Only who started a run may do this.')
}
