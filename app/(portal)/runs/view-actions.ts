'use server'

import type { Route } from 'next'
import { redirect } from 'next/navigation'
import { z } from 'zod'
import { actOn, requireActor } from '@/app/_edge'
import { postedFields, readFields } from '@/lib/http/server/posted-form'
import { RUN_LISTS } from '@/lib/runs/saved-view'
import { deleteOwnView, renameOwnView, saveView, startWithView } from '@/lib/runs/server/saved-views'

const PLACE = { list: z.enum(['mine', 'all']), address: z.string().max(4_000) }
const SAVE = z.strictObject({ ...PLACE, name: z.string().max(200), view: z.guid().optional() })
const CHANGE = z.strictObject({ ...PLACE, view: z.guid(), to: z.enum(['start', 'no-start', 'deleted']) })

/** Keeps the filters and columns of a list under a name, or gives a view another, and comes back to the list. */
export async function saveViewAction(form: FormData): Promise<void> {
  await actOn(async () => {
    const viewer = await requireActor()
    const { view, ...asked } = readFields(postedFields(form), SAVE)
    const problem = view ? await renameOwnView(viewer, view, asked.name) : await saveView(viewer, asked)
    backTo(asked, problem)
  })
}

/** Opens a list with a view, or no longer, or deletes the view, and comes back to the list. */
export async function changeViewAction(form: FormData): Promise<void> {
  await actOn(async () => {
    const viewer = await requireActor()
    const { view, to, ...place } = readFields(postedFields(form), CHANGE)
    if (to === 'deleted') await deleteOwnView(viewer, view)
    else await startWithView(viewer, view, to === 'start')
    backTo(place, undefined)
  })
}

/** Whatever was posted as the address: the list reads it as it reads any. */
function backTo({ list, address }: { list: keyof typeof RUN_LISTS; address: string }, problem: string | undefined) {
  const query = new URLSearchParams(address)
  query.set('views', problem ?? 'open')
  redirect(`${RUN_LISTS[list]}?${query}` as Route)
}
