import 'server-only'
import type { Viewer } from '@/lib/identity/viewer'
import { query } from '@/lib/store/current'
import { deleteFavourite, insertFavourite } from '@/lib/store/favourites'
import { getFlow } from './get-flow'

/** Marks a flow as a favourite of the viewer, or no longer. @throws PortalError not_found */
export async function setFavourite(viewer: Viewer, slug: string, favourite: boolean): Promise<void> {
  const flow = await getFlow(viewer, slug)
  await query((db) =>
    favourite
      ? insertFavourite(db, viewer.personId, flow.id, new Date())
      : deleteFavourite(db, viewer.personId, flow.id),
  )
}
