import 'server-only'
import { PortalError } from '@/lib/errors'
import { demandRole } from '@/lib/identity/server/viewer'
import type { Viewer } from '@/lib/identity/viewer'
import { newId } from '@/lib/new-id'
import { parseRunQuery, runQueryString } from '@/lib/runs/run-query'
import type { RunList, SavedView, ViewProblem } from '@/lib/runs/saved-view'
import { inTransaction, query } from '@/lib/store/current'
import { lockStanding } from '@/lib/store/people'
import { deleteView, insertView, lockView, renameView, selectViews, setStartView } from '@/lib/store/run-view-rows'

const MOST_VIEWS = 30
const LONGEST_NAME = 60

/** The viewer's own views of a list, by name. */
export function listViews({ personId }: Viewer, list: RunList): Promise<SavedView[]> {
  return query((db) => selectViews(db, { personId, list }))
}

/** Keeps filters and columns of a list under a name, or answers why not. @throws PortalError not_permitted */
export async function saveView(
  viewer: Viewer,
  { list, name: typed, address }: { readonly list: RunList; readonly name: string; readonly address: string },
): Promise<ViewProblem | undefined> {
  if (list === 'all') await demandRole(viewer, 'Portal.Admin', { action: 'runs.view', target: 'runs' })
  const name = nameOf(typed)
  if (name === undefined) return 'name'
  const view = { personId: viewer.personId, list, id: newId(), name, query: storedQuery(address), at: new Date() }
  return inTransaction(async (trx) => {
    await lockStanding(trx, viewer.personId)
    if ((await selectViews(trx, view)).length >= MOST_VIEWS) return 'full'
    return (await insertView(trx, view)) ? undefined : 'taken'
  })
}

/** Somebody else's is as unknown as one that there is not (AUTHZ-4). @throws PortalError not_found */
export async function renameOwnView(viewer: Viewer, id: string, typed: string): Promise<ViewProblem | undefined> {
  const name = nameOf(typed)
  return inTransaction(async (trx) => {
    await lockStanding(trx, viewer.personId)
    const { list } = await demandView(trx, viewer, id)
    if (name === undefined) return 'name'
    const others = await selectViews(trx, { personId: viewer.personId, list })
    if (others.some((other) => other.name === name && other.id !== id)) return 'taken'
    await renameView(trx, id, name)
    return undefined
  })
}

/** @throws PortalError not_found */
export async function deleteOwnView(viewer: Viewer, id: string): Promise<void> {
  await inTransaction(async (trx) => {
    await demandView(trx, viewer, id)
    await deleteView(trx, id)
  })
}

/** From now on the list opens with this view, or with none. @throws PortalError not_found */
export async function startWithView(viewer: Viewer, id: string, isStart: boolean): Promise<void> {
  await inTransaction(async (trx) => {
    await lockStanding(trx, viewer.personId)
    const { list } = await demandView(trx, viewer, id)
    await setStartView(trx, { personId: viewer.personId, list }, isStart ? id : undefined)
  })
}

async function demandView(trx: Parameters<typeof lockView>[0], { personId }: Viewer, id: string) {
  const view = await lockView(trx, personId, id)
  if (!view) throw new PortalError('not_found', 'This person has no such view.')
  return view
}

function nameOf(typed: string): string | undefined {
  const name = typed.normalize('NFC').trim()
  return name === '' || [...name].length > LONGEST_NAME ? undefined : name
}

/** An address says the same in one spelling, and a view begins at the newest run. */
function storedQuery(address: string): string {
  const fields = new URLSearchParams(address)
  const asked = Object.fromEntries([...fields.keys()].map((name) => [name, fields.getAll(name)]))
  return runQueryString(parseRunQuery(asked), { after: '', before: '' })
}
