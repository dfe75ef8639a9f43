import 'server-only'
import { readFirstChoices } from '@/lib/choices/server/read-choices'
import { PortalError } from '@/lib/errors'
import { type FirstFill, firstFill, type OpenedFlow } from '@/lib/flows/server/open-flow'
import type { Viewer } from '@/lib/identity/viewer'
import { describeError, log } from '@/lib/log'
import { query } from '@/lib/store/current'
import { selectBelongings } from '@/lib/store/kept-forms'
import { type OpenedDraft, openDraft } from './open-draft'
import { readJob } from './read-job'

interface OpenedTest {
  readonly opened: OpenedDraft
  readonly begins: FirstFill
  readonly choices: OpenedFlow['choices']
  /** Whose rights the job's code has; undefined while that is not known. */
  readonly runsAs: string | undefined
}

/** What a maker sees before a draft is tried out. @throws PortalError as `openDraft` */
export async function openTest(viewer: Viewer, slug: string, earlierRunId: string | undefined): Promise<OpenedTest> {
  const opened = await openDraft(viewer, slug)
  const { flow, content } = opened
  const { kept } = await query((db) => selectBelongings(db, { personId: viewer.personId, flowId: flow.id }))
  const begins = await firstFill(viewer, { id: flow.id, definition: content.definition }, { earlierRunId, kept })
  const [runsAs, choices] = await Promise.all([
    runsAsOf(viewer, opened),
    readFirstChoices(viewer, flow.connectorId, content.definition.inputs, begins.inputs),
  ])
  return { opened, begins, choices, runsAs }
}

/** A page that only lacks this is shown all the same; the press will say what is wrong. */
async function runsAsOf(viewer: Viewer, { flow, content }: OpenedDraft): Promise<string | undefined> {
  if (content.definition.identityMode === 'as_me') return flow.principal?.clientId ?? viewer.userName
  const [step] = content.definition.steps
  if (step?.action !== 'run_now') return undefined
  try {
    return (await readJob(viewer, flow.connectorId, step.jobId)).runsAs
  } catch (thrown) {
    if (!(thrown instanceof PortalError)) throw thrown
    log('info', 'draft.run_as_unknown', { flow: flow.slug, jobId: step.jobId, ...describeError(thrown) })
    return undefined
  }
}
