'use server'

import { z } from 'zod'
import type { FormState } from '@/app/_components/form-state'
import { currentWords } from '@/app/_edge'
import { answerForm } from '@/app/_form-action'
import { fieldsOf, moveField, neighboursOf, putField, removeField } from '@/lib/drafts/edit-inputs'
import { CHOICES_FROM, FIELD_USES, INPUT_KINDS } from '@/lib/drafts/field-form'
import { openDraft } from '@/lib/drafts/server/open-draft'
import { readField } from '@/lib/drafts/server/read-field'
import { saveDraft } from '@/lib/drafts/server/save-draft'
import { DRAFT, saved } from './posted'

const TEXT = z.string().max(20_000).optional()
const FIELD = z.strictObject({
  ...DRAFT,
  before: z.string().max(100),
  name: z.string().max(1_000),
  label: z.string().max(1_000),
  kind: z.enum(INPUT_KINDS),
  help: TEXT,
  required: z.literal('on').optional(),
  preset: TEXT,
  choices: z.string().max(60_000).optional(),
  pattern: TEXT,
  patternWords: TEXT,
  least: TEXT,
  most: TEXT,
  whole: z.literal('on').optional(),
  use: z
    .enum(['', ...FIELD_USES])
    .transform((use) => use || undefined)
    .optional(),
  from: z
    .enum(['', ...CHOICES_FROM])
    .transform((from) => from || undefined)
    .optional(),
  warehouse: z.string().max(100).optional(),
  statement: TEXT,
  folder: TEXT,
  whenField: z.string().max(100).optional(),
  whenIs: z.string().max(60_000).optional(),
})

/** Saves a field of the form, or adds one (`before` is empty then). */
export async function saveField(_previous: FormState, form: FormData): Promise<FormState> {
  const words = await currentWords()
  return answerForm(form, {
    schema: FIELD,
    work: async (viewer, { slug, revision, before, ...typed }) => {
      const { content } = await openDraft(viewer, slug)
      const read = readField(typed, neighboursOf(fieldsOf(content.definition.inputs), before), words)
      if (!read.ok) return read
      await saveDraft(viewer, { slug, revision, part: 'fields' }, (draft) =>
        putField(draft, before === '' ? undefined : before, read.value),
      )
      return saved(slug, 'fields')
    },
  })
}

const ARRANGE = z.union([
  z.strictObject({ ...DRAFT, up: z.string().max(100) }),
  z.strictObject({ ...DRAFT, down: z.string().max(100) }),
  z.strictObject({ ...DRAFT, remove: z.string().max(100) }),
])

/** Moves a field up or down, or takes it out. */
export async function arrangeFields(_previous: FormState, form: FormData): Promise<FormState> {
  return answerForm(form, {
    schema: ARRANGE,
    work: async (viewer, { slug, revision, ...asked }) => {
      await saveDraft(viewer, { slug, revision, part: 'fields' }, (content) => {
        if ('remove' in asked) return removeField(content, asked.remove)
        return 'up' in asked ? moveField(content, asked.up, -1) : moveField(content, asked.down, 1)
      })
      return saved(slug, 'fields')
    },
  })
}
