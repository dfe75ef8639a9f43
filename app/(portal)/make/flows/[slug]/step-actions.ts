'use server'

import { z } from 'zod'
import type { FormState } from '@/app/_components/form-state'
import { currentWords } from '@/app/_edge'
import { answerForm } from '@/app/_form-action'
import { moveStep, newProblems, putSettings, removeStep } from '@/lib/drafts/edit-steps'
import { openDraft } from '@/lib/drafts/server/open-draft'
import { RETRIES, readStepSettings } from '@/lib/drafts/server/read-step-settings'
import { saveDraft } from '@/lib/drafts/server/save-draft'
import { saveIdentity } from '@/lib/drafts/server/save-identity'
import { placeOf } from '@/lib/drafts/steps-of-draft'
import { STEP_ENDS } from '@/lib/flows/flow'
import type { StepProblem } from '@/lib/flows/step-problems'
import { parsed, refused } from '@/lib/result'
import { partAddress } from './part'
import { DRAFT, STEP, saved } from './posted'

const END = z.enum(STEP_ENDS)
const TEXT = z.string().max(1_000)
const SETTINGS = z.strictObject({
  ...STEP,
  name: TEXT.optional(),
  after: z.union([END, z.array(END).max(STEP_ENDS.length)]).optional(),
  retry: z.enum(RETRIES),
  times: TEXT,
  seconds: TEXT,
  timeout: TEXT,
  wait: z.literal('on').optional(),
  secretResults: z.literal('on').optional(),
})

/** Saves when and how a step is run, and what it is called. */
export async function saveStepSettings(_previous: FormState, form: FormData): Promise<FormState> {
  const words = await currentWords()
  return answerForm(form, {
    schema: SETTINGS,
    work: async (viewer, { slug, revision, step, after = [], ...typed }) => {
      const { content } = await openDraft(viewer, slug)
      const isFirst = placeOf(content, step) === 0
      const read = readStepSettings({ ...typed, after: [after].flat() }, { content, step, isFirst }, words)
      if (!read.ok) return read
      const problems = newProblems(content, putSettings(content, step, read.value))
      const taking = problems.find(({ problem }) => problem === 'not_awaited')
      if (taking) return refused([{ field: 'wait', message: words.make.waitNeeded(taking.step) }])
      const reading = problems.find(({ problem }) => problem === 'secret_results')
      if (reading) return refused([{ field: 'secretResults', message: words.make.resultsNeeded(reading.step) }])
      await saveDraft(viewer, { slug, revision, part: 'steps' }, (draft) => putSettings(draft, step, read.value))
      return saved(slug, 'job', read.value.name)
    },
  })
}

const NAME = STEP.step
const ARRANGE = z.union([
  z.strictObject({ ...DRAFT, up: NAME }),
  z.strictObject({ ...DRAFT, down: NAME }),
  z.strictObject({ ...DRAFT, remove: NAME }),
])

/** Moves a step up or down, or takes it out with all that was taken of it. */
export async function arrangeSteps(_previous: FormState, form: FormData): Promise<FormState> {
  const { make } = await currentWords()
  return answerForm(form, {
    schema: ARRANGE,
    work: async (viewer, { slug, revision, ...asked }) => {
      const { content } = await openDraft(viewer, slug)
      const change = { slug, revision, part: 'steps' }
      if ('remove' in asked) {
        const { freed, startsNow } = removeStep(content, asked.remove)
        await saveDraft(viewer, change, (draft) => removeStep(draft, asked.remove).content)
        const more = { freed: String(freed), ...(startsNow ? { starts: '1' } : {}) }
        return parsed(partAddress(slug, 'job', { done: 'step-removed', ...more }))
      }
      const [name, by] = 'up' in asked ? ([asked.up, -1] as const) : ([asked.down, 1] as const)
      const cannotMove = ({ step, problem }: { readonly step: string; readonly problem: StepProblem }) =>
        problem === 'first' ? make.cannotMove.first(step) : make.cannotMove.later(step)
      const [inTheWay] = newProblems(content, moveStep(content, name, by))
      if (inTheWay) return refused([{ field: '', message: cannotMove(inTheWay) }])
      await saveDraft(viewer, change, (draft) => moveStep(draft, name, by))
      return saved(slug, 'job')
    },
  })
}

const IDENTITY = z.strictObject({ ...DRAFT, identity: z.enum(['shared', 'as_me']) })

/** Saves whose rights the code of all jobs of a flow has. */
export async function saveIdentityAction(_previous: FormState, form: FormData): Promise<FormState> {
  const { make, uncarried: cannot } = await currentWords()
  return answerForm(form, {
    schema: IDENTITY,
    work: async (viewer, { slug, revision, identity }) => {
      const uncarried = await saveIdentity(viewer, { slug, revision, identityMode: identity })
      if (uncarried.length === 0) return saved(slug, 'job')
      const why = uncarried.map(({ kind, what }) => cannot[kind](what))
      return refused([{ field: 'identity', message: [make.asPersonCannot, ...why].join(' ') }])
    },
  })
}
