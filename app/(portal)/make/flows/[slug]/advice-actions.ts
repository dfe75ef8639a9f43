'use server'

import { z } from 'zod'
import type { FormState } from '@/app/_components/form-state'
import { currentWords } from '@/app/_edge'
import { answerForm } from '@/app/_form-action'
import { withDefinition } from '@/lib/drafts/edit-inputs'
import { putAdvice, removeAdvice } from '@/lib/drafts/edit-job'
import { saveDraft } from '@/lib/drafts/server/save-draft'
import { refused } from '@/lib/result'
import { DRAFT, saved } from './posted'

const ADVICE = z.strictObject({
  ...DRAFT,
  code: z.string().regex(/^(\*|[A-Z_]{1,60})$/),
  text: z.string().max(5_000),
})

/** Adds or changes the advice for a failure. */
export async function saveAdvice(_previous: FormState, form: FormData): Promise<FormState> {
  const { make: words } = await currentWords()
  return answerForm(form, {
    schema: ADVICE,
    work: async (viewer, { slug, revision, code, text }) => {
      const said = text.trim()
      if (said === '' || said.length > 1_000) return refused([{ field: 'text', message: words.adviceShape }])
      await saveDraft(viewer, { slug, revision, part: 'failures' }, (content) =>
        withDefinition(content, { advice: putAdvice(content.definition.advice, { code, text: said }) }),
      )
      return saved(slug, 'failures')
    },
  })
}

const NO_ADVICE = z.strictObject({ ...DRAFT, code: z.string().max(100) })

/** Takes the advice for a failure out. */
export async function dropAdvice(_previous: FormState, form: FormData): Promise<FormState> {
  return answerForm(form, {
    schema: NO_ADVICE,
    work: async (viewer, { slug, revision, code }) => {
      await saveDraft(viewer, { slug, revision, part: 'failures' }, (content) =>
        withDefinition(content, { advice: removeAdvice(content.definition.advice, code) }),
      )
      return saved(slug, 'failures')
    },
  })
}
