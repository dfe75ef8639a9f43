'use server'

import { z } from 'zod'
import type { FormState } from '@/app/_components/form-state'
import { currentWords } from '@/app/_edge'
import { answerForm } from '@/app/_form-action'
import { DRAFT, saved } from '@/app/(portal)/make/flows/[slug]/posted'
import { addStepToDraft } from '@/lib/drafts/server/add-step'
import { isDatabricksId } from '@/lib/runs/databricks-id'

const STEP = z.union([
  z.strictObject({ ...DRAFT, job: z.string().refine(isDatabricksId) }),
  z.strictObject({ ...DRAFT, statement: z.literal('on') }),
])

/** Puts a step behind those of a draft, and goes to it. */
export async function addStepAction(_previous: FormState, form: FormData): Promise<FormState> {
  const words = await currentWords()
  return answerForm(form, {
    schema: STEP,
    work: async (viewer, { slug, revision, ...what }) => {
      const jobId = 'job' in what ? what.job : undefined
      const added = await addStepToDraft(viewer, { slug, revision, jobId }, words)
      return added.ok ? saved(slug, 'job', added.value) : added
    },
  })
}
