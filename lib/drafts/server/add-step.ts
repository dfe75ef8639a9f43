import 'server-only'
import { NO_STATEMENT } from '@/lib/drafts/edit-statement'
import { addStep } from '@/lib/drafts/edit-steps'
import { proposeJobStep } from '@/lib/drafts/propose'
import { MOST_STEPS } from '@/lib/drafts/steps-of-draft'
import type { FlowContent, FlowStep } from '@/lib/flows/flow'
import type { Viewer } from '@/lib/identity/viewer'
import type { Words } from '@/lib/language/words'
import { type Parsed, parsed, refused } from '@/lib/result'
import { uncarriedOf } from '@/lib/runs/uncarried-of'
import { proposableJob, writtenJobOfMaker } from './job-of-maker'
import { openDraft } from './open-draft'
import { saveDraft } from './save-draft'

interface NewStep {
  readonly slug: string
  readonly revision: number
  /** The job that it starts; without one it is a statement, still to be written. */
  readonly jobId?: string | undefined
}

type StepWords = Pick<Words, 'make' | 'uncarried'>

/**
 * Puts a step behind those of a draft and answers its name, or why there can be no such step.
 * @throws PortalError as `saveDraft`, and what reading the job fails with
 */
export async function addStepToDraft(
  viewer: Viewer,
  { slug, revision, jobId }: NewStep,
  words: StepWords,
): Promise<Parsed<string>> {
  const { flow, content } = await openDraft(viewer, slug)
  if (content.definition.steps.length >= MOST_STEPS) {
    return refused([{ field: '', message: words.make.manySteps(MOST_STEPS) }])
  }
  const proposed =
    jobId === undefined
      ? parsed({ step: NO_STATEMENT, wanted: words.make.statementTitle })
      : await proposeFromJob(viewer, { connectorId: flow.connectorId, jobId, content }, words)
  if (!proposed.ok) return proposed
  const { step, wanted } = proposed.value
  const add = (draft: FlowContent) => addStep(draft, step, { wanted, first: words.make.firstStep })
  await saveDraft(viewer, { slug, revision, part: 'steps' }, add)
  return parsed(add(content).definition.steps.at(-1)?.name ?? '')
}

interface Proposed {
  readonly step: FlowStep
  readonly wanted: string
}

interface Asked {
  readonly connectorId: string
  readonly jobId: string
  readonly content: FlowContent
}

/** A job that is to run as the person has to be one that can. */
async function proposeFromJob(
  viewer: Viewer,
  { connectorId, jobId, content }: Asked,
  { make, uncarried: cannot }: StepWords,
): Promise<Parsed<Proposed>> {
  const { job, settings } = await writtenJobOfMaker(viewer, connectorId, jobId)
  const step = proposeJobStep(proposableJob(job), content.definition.inputs)
  const wanted = job.settings.name ?? ''
  const isAsPerson = addStep(content, step, { wanted, first: make.firstStep }).definition.identityMode === 'as_me'
  const uncarried = isAsPerson ? uncarriedOf(settings) : []
  if (uncarried.length === 0) return parsed({ step, wanted })
  const why = uncarried.map(({ kind, what }) => cannot[kind](what))
  return refused([{ field: '', message: [make.asPersonCannot, ...why].join(' ') }])
}
