import 'server-only'
import type { UnmatchedError } from '@/lib/drafts/unmatched-error'
import { hasRole } from '@/lib/identity/roles'
import type { Viewer } from '@/lib/identity/viewer'
import { query } from '@/lib/store/current'
import { selectUnmatchedErrors } from '@/lib/store/run-failures'
import { contentOf, madeFlow } from './made-flow'

const UNMATCHED_DAYS = 30

/**
 * What went wrong in runs of a flow that the viewer makes, by anybody, most frequent first, as far as the advice of the draft does
 * not match it. A maker reads only what errors of a kind have in common, and no run but their own: what others gave, and what
 * came of it, is theirs and the Admins' (AUTHZ-4).
 * @throws PortalError not_permitted, not_found
 */
export async function listUnmatchedErrors(viewer: Viewer, slug: string): Promise<readonly UnmatchedError[]> {
  const flow = await madeFlow(viewer, slug)
  const { errorAdvice = [] } = contentOf(flow).definition
  return query((db) =>
    selectUnmatchedErrors(db, {
      flowId: flow.id,
      days: UNMATCHED_DAYS,
      patterns: errorAdvice.map(({ pattern }) => pattern),
      runsOf: hasRole(viewer.roles, 'Portal.Admin') ? undefined : viewer.personId,
    }),
  )
}
