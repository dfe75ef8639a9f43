'use server'

import { z } from 'zod'
import type { FormState } from '@/app/_components/form-state'
import { currentWords } from '@/app/_edge'
import { answerForm } from '@/app/_form-action'
import { putJob } from '@/lib/drafts/edit-job'
import { saveDraft } from '@/lib/drafts/server/save-draft'
import { refused } from '@/lib/result'
import { isDatabricksId } from '@/lib/runs/databricks-id'
import { DRAFT, saved } from './posted'

const LONGEST_TEXT = 10_000
const JOB = z
  .strictObject({ ...DRAFT, job: z.string().max(1_000) })
  .catchall(z.string().max(20_000)) // `from.<parameter>` and `text.<parameter>`, which the job names
  .refine((posted) => Object.keys(posted).every((name) => /^(slug|revision|job|(from|text)\..{1,100})$/s.test(name)))

/** Saves which job is started, and what it gets. */
export async function saveJob(_previous: FormState, form: FormData): Promise<FormState> {
  const { make: words } = await currentWords()
  return answerForm(form, {
    schema: JOB,
    work: async (viewer, { slug, revision, job, ...sources }) => {
      const jobId = job.trim()
      if (!isDatabricksId(jobId) || jobId === '0') return refused([{ field: 'job', message: words.jobShape }])
      const long = Object.entries(sources).find(([, text]) => text.length > LONGEST_TEXT)
      if (long) return refused([{ field: long[0], message: words.textTooLong }])
      await saveDraft(viewer, { slug, revision, part: 'job' }, (content) => putJob(content, jobId, sources))
      return saved(slug, 'job')
    },
  })
}
