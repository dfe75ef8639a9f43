'use server'

import { z } from 'zod'
import type { FormState } from '@/app/_components/form-state'
import { currentWords } from '@/app/_edge'
import { answerForm } from '@/app/_form-action'
import { putQueue, readQueue } from '@/lib/drafts/flow-queue'
import { saveDraft } from '@/lib/drafts/server/save-draft'
import { refused } from '@/lib/result'
import { COLOURS, ICONS } from './looks'
import { DRAFT, saved } from './posted'

const DETAILS = z.strictObject({
  ...DRAFT,
  title: z.string().max(5_000),
  description: z.string().max(5_000),
  category: z.string().max(5_000),
  icon: z.enum(ICONS),
  colour: z.enum(COLOURS),
  owner: z.string().max(5_000),
  confirm: z.string().max(5_000),
  atOnce: z.string().max(1_000),
  waiting: z.string().max(1_000),
})

/** Saves what is shown of the flow. */
export async function saveDetails(_previous: FormState, form: FormData): Promise<FormState> {
  const { make: words } = await currentWords()
  return answerForm(form, {
    schema: DETAILS,
    work: async (viewer, { slug, revision, confirm, atOnce, waiting, ...typed }) => {
      const shown = { ...typed, title: typed.title.trim(), owner: typed.owner.trim() }
      const issues = Object.entries({ ...MOST, confirm: 500 }).flatMap(([field, most]) => {
        const text = { ...shown, confirm }[field as keyof typeof MOST | 'confirm']
        const isWrong = text.length > most || (text === '' && (field === 'title' || field === 'owner'))
        return isWrong ? [{ field, message: words.length(most) }] : []
      })
      const queue = readQueue({ atOnce, waiting }, words)
      if (!queue.ok || issues.length > 0) return refused([...issues, ...(queue.ok ? [] : queue.issues)])
      await saveDraft(viewer, { slug, revision, part: 'details' }, (content) => {
        const { confirm: _, ...definition } = putQueue(content, queue.value).definition
        return { ...shown, definition: { ...definition, ...(confirm.trim() ? { confirm: confirm.trim() } : {}) } }
      })
      return saved(slug, 'details')
    },
  })
}

const MOST = { title: 200, description: 2_000, category: 100, owner: 200 }
