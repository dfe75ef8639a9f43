'use server'

import { z } from 'zod'
import type { FormState } from '@/app/_components/form-state'
import { currentWords } from '@/app/_edge'
import { answerForm } from '@/app/_form-action'
import { saveJobStep } from '@/lib/drafts/server/save-job'
import { refused } from '@/lib/result'
import { isDatabricksId } from '@/lib/runs/databricks-id'
import { STEP, saved } from './posted'
import { wrongSourceIssues } from './wrong-sources'

const LONGEST_TEXT = 10_000
const JOB = z
  .strictObject({ ...STEP, job: z.string().max(1_000), identity: z.enum(['shared', 'as_me']).optional() })
  .catchall(z.string().max(20_000)) // `from.<parameter>` and `text.<parameter>`, which the job names
  .refine((posted) =>
    Object.keys(posted).every((name) => /^(slug|revision|step|job|identity|(from|text)\..{1,100})$/s.test(name)),
  )

/** Saves which job a step starts, what it gets, and whose rights it has. */
export async function saveJob(_previous: FormState, form: FormData): Promise<FormState> {
  const { make: words, uncarried: cannot } = await currentWords()
  return answerForm(form, {
    schema: JOB,
    work: async (viewer, { slug, revision, step, job, identity, ...sources }) => {
      const jobId = job.trim()
      if (!isDatabricksId(jobId) || jobId === '0') return refused([{ field: 'job', message: words.jobShape }])
      const long = Object.entries(sources).find(([, text]) => text.length > LONGEST_TEXT)
      if (long) return refused([{ field: long[0], message: words.textTooLong }])
      const wrong = await wrongSourceIssues(viewer, { slug, step, action: 'run_now', sources })
      if (wrong.length > 0) return refused(wrong)
      const change = { slug, revision, step, jobId, identityMode: identity, sources }
      const uncarried = await saveJobStep(viewer, change)
      if (uncarried.length > 0) {
        const why = uncarried.map(({ kind, what }) => cannot[kind](what))
        return refused([{ field: 'identity', message: [words.asPersonCannot, ...why].join(' ') }])
      }
      return saved(slug, 'job', step)
    },
  })
}
