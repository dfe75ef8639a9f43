'use server'

import { z } from 'zod'
import type { FormState } from '@/app/_components/form-state'
import { answerForm } from '@/app/_form-action'
import { beginFlow } from '@/lib/drafts/server/begin-flow'
import { parsed } from '@/lib/result'
import { isDatabricksId } from '@/lib/runs/databricks-id'

const BEGIN = z.strictObject({ job: z.string().refine(isDatabricksId) })

/** Makes a flow from a job, and goes to its draft. */
export async function beginFlowAction(_previous: FormState, form: FormData): Promise<FormState> {
  return answerForm(form, {
    schema: BEGIN,
    work: async (viewer, { job }) => parsed(`/make/flows/${await beginFlow(viewer, job)}`),
  })
}
