import 'server-only'
import { putJob } from '@/lib/drafts/edit-job'
import { stepCalled } from '@/lib/drafts/steps-of-draft'
import { PortalError } from '@/lib/errors'
import type { FlowContent, IdentityMode } from '@/lib/flows/flow'
import type { Viewer } from '@/lib/identity/viewer'
import type { Uncarried } from '@/lib/runs/uncarried'
import { openDraft } from './open-draft'
import { readJob } from './read-job'
import { saveDraft } from './save-draft'

interface JobChange {
  readonly slug: string
  readonly revision: number
  /** By its name; '' is the only step of a flow, where it has none. */
  readonly step: string
  readonly jobId: string
  /** Of all jobs of the flow; left out, it stays. */
  readonly identityMode: IdentityMode | undefined
  /** `from.<parameter>` and `text.<parameter>`, as posted. */
  readonly sources: Readonly<Record<string, string>>
}

/**
 * Saves which job a step starts, what it gets, and whose rights its code has. Answers what the job uses that a run as the
 * person cannot carry, and then nothing was saved.
 * @throws PortalError as `saveDraft`; when the job has to be read for it, what reading it fails with
 */
export async function saveJobStep(viewer: Viewer, change: JobChange): Promise<readonly Uncarried[]> {
  const { slug, revision, identityMode, jobId } = change
  const { flow, content } = await openDraft(viewer, slug)
  const isAsMe = putJob(content, change).definition.identityMode === 'as_me'
  const job = await readJob(viewer, flow.connectorId, jobId).catch((thrown: unknown) => {
    if (!isAsMe && thrown instanceof PortalError) return undefined
    throw thrown
  })
  if (isAsMe && job && job.uncarried.length > 0) return job.uncarried
  const to = job ? job.parametersTo : parametersToOf(content, change)
  const parametersTo = to === 'notebook' ? to : undefined
  const chosen = { ...change, identityMode, parametersTo } as const
  await saveDraft(viewer, { slug, revision, part: 'job' }, (draft) => putJob(draft, chosen))
  return []
}

/** As the draft has it, while the job cannot be read. */
function parametersToOf(content: FlowContent, { step, jobId }: JobChange): 'notebook' | undefined {
  const before = stepCalled(content, step)
  return before.action === 'run_now' && before.jobId === jobId ? before.parametersTo : undefined
}
