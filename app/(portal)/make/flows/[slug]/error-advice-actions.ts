'use server'

import { z } from 'zod'
import type { FormState } from '@/app/_components/form-state'
import { currentWords } from '@/app/_edge'
import { answerForm } from '@/app/_form-action'
import {
  LONGEST_PATTERN,
  MOST_ADVICE,
  putErrorAdvice,
  raiseErrorAdvice,
  removeErrorAdvice,
  SHORTEST_PATTERN,
} from '@/lib/drafts/edit-advice'
import { withDefinition } from '@/lib/drafts/edit-inputs'
import { openDraft } from '@/lib/drafts/server/open-draft'
import { saveDraft } from '@/lib/drafts/server/save-draft'
import type { Words } from '@/lib/language/words'
import { type Issue, refused } from '@/lib/result'
import { DRAFT, saved } from './posted'

const PATTERN = z.string().max(5_000)
const ADVICE = z.strictObject({ ...DRAFT, before: PATTERN, pattern: PATTERN, text: z.string().max(5_000) })

/** Adds advice for an error, or changes it (`before` is the pattern that it had). */
export async function saveErrorAdvice(_previous: FormState, form: FormData): Promise<FormState> {
  const { make: words } = await currentWords()
  return answerForm(form, {
    schema: ADVICE,
    work: async (viewer, { slug, revision, before, ...typed }) => {
      const said = { pattern: typed.pattern.trim(), text: typed.text.trim() }
      const { content } = await openDraft(viewer, slug)
      const next = putErrorAdvice(content.definition.errorAdvice ?? [], before, said)
      const issues = issuesOf(said, next.length, words)
      if (issues.length > 0) return refused(issues)
      await saveDraft(viewer, { slug, revision, part: 'failures' }, (draft) =>
        withDefinition(draft, { errorAdvice: putErrorAdvice(draft.definition.errorAdvice ?? [], before, said) }),
      )
      return saved(slug, 'failures')
    },
  })
}

function issuesOf(said: { pattern: string; text: string }, count: number, words: Words['make']): Issue[] {
  const { length } = said.pattern
  const isPattern = length >= SHORTEST_PATTERN && length <= LONGEST_PATTERN && !/[\r\n\0]/.test(said.pattern)
  return [
    ...(isPattern ? [] : [{ field: 'pattern', message: words.errorSaysShape }]),
    ...(count > MOST_ADVICE ? [{ field: 'pattern', message: words.tooMuchAdvice }] : []),
    ...(said.text === '' || said.text.length > 1_000 ? [{ field: 'text', message: words.adviceShape }] : []),
  ]
}

const ARRANGE = z.union([z.strictObject({ ...DRAFT, up: PATTERN }), z.strictObject({ ...DRAFT, remove: PATTERN })])

/** Puts advice for an error before the one above it, or takes it out. */
export async function arrangeErrorAdvice(_previous: FormState, form: FormData): Promise<FormState> {
  return answerForm(form, {
    schema: ARRANGE,
    work: async (viewer, { slug, revision, ...asked }) => {
      await saveDraft(viewer, { slug, revision, part: 'failures' }, (content) => {
        const known = content.definition.errorAdvice ?? []
        const errorAdvice = 'up' in asked ? raiseErrorAdvice(known, asked.up) : removeErrorAdvice(known, asked.remove)
        return withDefinition(content, { errorAdvice })
      })
      return saved(slug, 'failures')
    },
  })
}
