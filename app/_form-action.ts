import 'server-only'
import type { Route } from 'next'
import { redirect } from 'next/navigation'
import type { z } from 'zod'
import type { FieldValue } from '@/app/_components/field-spec'
import type { FormState } from '@/app/_components/form-state'
import { attempt, currentWords, requireActor } from '@/app/_edge'
import { STATUS_OF } from '@/lib/errors'
import { answerWith, isPostedByScript } from '@/lib/http/server/exchange'
import { postedFields, readFields } from '@/lib/http/server/posted-form'
import type { Viewer } from '@/lib/identity/viewer'
import type { Parsed } from '@/lib/result'

interface Work<T> {
  readonly schema: z.ZodType<T>
  /** Answers where to go, or what is wrong with the fields. */
  readonly work: (viewer: Viewer, fields: T) => Promise<Parsed<string>>
  /** Fields that never go back to the browser. */
  readonly secrets?: readonly string[]
}

/**
 * An action behind an <ActionForm>: reads the form by its one strict schema (IO-1), does the work as the viewer, and goes on
 * where that leads. A refusal comes back into the form, with what was typed and the status that goes with it.
 */
export async function answerForm<T>(form: FormData, { schema, work, secrets = [] }: Work<T>): Promise<FormState> {
  const words = await currentWords()
  const fields = await attempt(async () => postedFields(form))
  const done = await attempt(async () => {
    const viewer = await requireActor()
    if (!fields.ok) throw fields.error
    return work(viewer, readFields(fields.value, schema))
  })
  const values = fields.ok ? valuesToShow(fields.value, secrets) : {}
  if (!done.ok) {
    const { code, facts } = done.error
    // Without scripts the answer would be the page, which is for who is signed in.
    if (code === 'sign_in_required' && !isPostedByScript()) redirect('/sign-in')
    answerWith(STATUS_OF[code], facts.retryAfterMs)
    const { title, next } = words.errors[code](facts)
    return {
      issues: [],
      values,
      error: { title, next: code === 'sign_in_required' ? words.problem.signInBeside : next },
    }
  }
  if (!done.value.ok) return { issues: done.value.issues, values }
  redirect(done.value.value as Route) // it throws, so it stays outside every try
}

function valuesToShow(
  fields: ReadonlyMap<string, readonly string[]>,
  secrets: readonly string[],
): Record<string, FieldValue> {
  return Object.fromEntries(
    [...fields]
      .filter(([name]) => !secrets.includes(name))
      .map(([name, texts]) => [name, texts.length === 1 && texts[0] !== undefined ? texts[0] : texts]),
  )
}
