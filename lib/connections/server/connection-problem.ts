import 'server-only'
import type { Viewer } from '@/lib/identity/viewer'
import { type ConnectionProblem, selectConnectionProblem } from '@/lib/store/connections'
import { query } from '@/lib/store/current'

/** Why no token can be had for one of the viewer's connections; `undefined` while all is well. */
export function connectionProblem(viewer: Viewer): Promise<ConnectionProblem | undefined> {
  return query((db) => selectConnectionProblem(db, viewer.personId))
}
