'use server'

import { z } from 'zod'
import type { FormState } from '@/app/_components/form-state'
import { currentWords } from '@/app/_edge'
import { answerForm } from '@/app/_form-action'
import { beginFlow, beginStatement } from '@/lib/drafts/server/begin-flow'
import { parsed } from '@/lib/result'
import { isDatabricksId } from '@/lib/runs/databricks-id'

const BEGIN = z.strictObject({ connector: z.string().max(100), job: z.string().refine(isDatabricksId) })

/** Makes a flow from a job, and goes to its draft. */
export async function beginFlowAction(_previous: FormState, form: FormData): Promise<FormState> {
  return answerForm(form, {
    schema: BEGIN,
    work: async (viewer, { connector, job }) => {
      const slug = await beginFlow(viewer, { connector, jobId: job })
      return parsed(`/make/flows/${slug}`)
    },
  })
}

const STATEMENT = z.strictObject({ connector: z.string().max(100) })

/** Makes a flow that is a statement, and goes to where it is written. */
export async function beginStatementAction(_previous: FormState, form: FormData): Promise<FormState> {
  const { make } = await currentWords()
  return answerForm(form, {
    schema: STATEMENT,
    work: async (viewer, { connector }) => {
      const slug = await beginStatement(viewer, { connector, title: make.statementTitle })
      return parsed(`/make/flows/${slug}?part=job`)
    },
  })
}
