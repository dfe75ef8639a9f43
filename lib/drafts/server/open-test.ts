import 'server-only'
import { readFirstChoices } from '@/lib/choices/server/read-choices'
import { PortalError } from '@/lib/errors'
import { type FirstFill, firstFill, type OpenedFlow } from '@/lib/flows/server/open-flow'
import type { Viewer } from '@/lib/identity/viewer'
import { describeError, log } from '@/lib/log'
import { query } from '@/lib/store/current'
import { selectBelongings } from '@/lib/store/kept-forms'
import { type OpenedDraft, openDraft } from './open-draft'
import { type ReadJobs, readJobsOf } from './read-job'

interface OpenedTest {
  readonly opened: OpenedDraft
  readonly begins: FirstFill
  readonly choices: OpenedFlow['choices']
  /** Whose rights each step has; undefined while that is not known. */
  readonly runsAs: readonly (string | undefined)[]
}

/** What a maker sees before a draft is tried out. @throws PortalError as `openDraft` */
export async function openTest(viewer: Viewer, slug: string, earlierRunId: string | undefined): Promise<OpenedTest> {
  const opened = await openDraft(viewer, slug)
  const { flow, content } = opened
  const { kept } = await query((db) =>
    selectBelongings(db, { personId: viewer.personId, objectId: viewer.objectId, flowId: flow.id }),
  )
  const begins = await firstFill(viewer, { id: flow.id, definition: content.definition }, { earlierRunId, kept })
  const [runsAs, choices] = await Promise.all([
    runsAsOf(viewer, opened),
    readFirstChoices(viewer, flow.connectorId, content.definition.inputs, begins.inputs),
  ])
  return { opened, begins, choices, runsAs }
}

async function runsAsOf(viewer: Viewer, opened: OpenedDraft): Promise<readonly (string | undefined)[]> {
  const { steps, identityMode } = opened.content.definition
  const own = opened.flow.principal?.clientId ?? viewer.userName
  const jobs: ReadJobs = identityMode === 'shared' ? await readJobsIfPossible(viewer, opened) : new Map()
  return steps.map((step) => {
    if (step.action === 'sql' || identityMode === 'as_me') return own
    const job = jobs.get(step.jobId)
    return job instanceof PortalError ? undefined : job?.runsAs
  })
}

/** A page that only lacks this is shown all the same; the press will say what is wrong. */
async function readJobsIfPossible(viewer: Viewer, { flow, content }: OpenedDraft): Promise<ReadJobs> {
  try {
    return await readJobsOf(viewer, flow.connectorId, content)
  } catch (thrown) {
    if (!(thrown instanceof PortalError)) throw thrown
    log('info', 'draft.run_as_unknown', { flow: flow.slug, ...describeError(thrown) })
    return new Map()
  }
}
