import 'server-only'
import { putJob } from '@/lib/drafts/edit-job'
import type { IdentityMode } from '@/lib/flows/flow'
import type { Viewer } from '@/lib/identity/viewer'
import type { Uncarried } from '@/lib/runs/uncarried'
import { madeFlow } from './made-flow'
import { readJob } from './read-job'
import { saveDraft } from './save-draft'

interface JobChange {
  readonly slug: string
  readonly revision: number
  readonly jobId: string
  readonly identityMode: IdentityMode
  /** `from.<parameter>` and `text.<parameter>`, as posted. */
  readonly sources: Readonly<Record<string, string>>
}

/**
 * Saves which job a press starts, what it gets, and whose rights its code has. Answers what the job uses that a run as the
 * person cannot carry, and then nothing was saved.
 * @throws PortalError as `saveDraft`; when the job has to be read for it, what reading it fails with
 */
export async function saveJobStep(
  viewer: Viewer,
  { slug, revision, jobId, identityMode, sources }: JobChange,
): Promise<readonly Uncarried[]> {
  if (identityMode === 'as_me') {
    const { connectorId } = await madeFlow(viewer, slug)
    const { uncarried } = await readJob(viewer, connectorId, jobId)
    if (uncarried.length > 0) return uncarried
  }
  const change = { jobId, identityMode, sources }
  await saveDraft(viewer, { slug, revision, part: 'job' }, (content) => putJob(content, change))
  return []
}
