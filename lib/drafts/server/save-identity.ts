import 'server-only'
import { withDefinition } from '@/lib/drafts/edit-inputs'
import { hasJob } from '@/lib/drafts/steps-of-draft'
import { PortalError } from '@/lib/errors'
import type { IdentityMode } from '@/lib/flows/flow'
import type { Viewer } from '@/lib/identity/viewer'
import type { Uncarried } from '@/lib/runs/uncarried'
import { openDraft } from './open-draft'
import { readJobsOf } from './read-job'
import { saveDraft } from './save-draft'

interface IdentityChange {
  readonly slug: string
  readonly revision: number
  readonly identityMode: IdentityMode
}

/**
 * Saves whose rights the code of all jobs of a flow has. Answers what they use that a run as the person cannot carry, and then
 * nothing was saved.
 * @throws PortalError as `saveDraft`, invalid_request where there is no job, and what reading the jobs fails with
 */
export async function saveIdentity(
  viewer: Viewer,
  { slug, revision, identityMode }: IdentityChange,
): Promise<readonly Uncarried[]> {
  const { flow, content } = await openDraft(viewer, slug)
  if (!hasJob(content.definition.steps)) {
    throw new PortalError('invalid_request', 'A statement always has the rights of the person.')
  }
  if (identityMode === 'as_me') {
    const read = [...(await readJobsOf(viewer, flow.connectorId, content)).values()]
    const uncarried = read.flatMap((job) => {
      if (job instanceof PortalError) throw job
      return job.uncarried
    })
    if (uncarried.length > 0) return uncarried
  }
  await saveDraft(viewer, { slug, revision, part: 'identity' }, (draft) => withDefinition(draft, { identityMode }))
  return []
}
