import 'server-only'
import { currentWords } from '@/app/_edge'
import { openDraft } from '@/lib/drafts/server/open-draft'
import { wrongSources } from '@/lib/drafts/sources'
import { placeOf } from '@/lib/drafts/steps-of-draft'
import type { FlowStep } from '@/lib/flows/flow'
import type { Viewer } from '@/lib/identity/viewer'
import type { Issue } from '@/lib/result'

interface Posted {
  readonly slug: string
  readonly step: string
  /** What the step is to do. */
  readonly action: FlowStep['action']
  readonly sources: Readonly<Record<string, string>>
}

/** What of the posted sources cannot be chosen, said beside the controls. @throws PortalError as `openDraft`, not_found */
export async function wrongSourceIssues(
  viewer: Viewer,
  { slug, step, action, sources }: Posted,
): Promise<readonly Issue[]> {
  const { content } = await openDraft(viewer, slug)
  const { make } = await currentWords()
  return wrongSources(content, { place: placeOf(content, step), action }, sources).map(({ control, problem }) => ({
    field: control,
    message: make.wrongSources[problem],
  }))
}
