'use server'

import { z } from 'zod'
import type { FormState } from '@/app/_components/form-state'
import { currentWords } from '@/app/_edge'
import { answerForm } from '@/app/_form-action'
import { putStatement } from '@/lib/drafts/edit-statement'
import { saveDraft } from '@/lib/drafts/server/save-draft'
import { LONGEST_STATEMENT } from '@/lib/flows/server/flow-schema'
import { refused } from '@/lib/result'
import { DRAFT, saved } from './posted'

const LONGEST_TEXT = 10_000
const WAREHOUSE = /^[0-9a-f]{16}$/
const STATEMENT = z
  .strictObject({ ...DRAFT, warehouse: z.string().max(100), statement: z.string().max(100_000) })
  .catchall(z.string().max(20_000)) // `from.<marker>`, `text.<marker>` and `type.<marker>`, which the statement names
  .refine((posted) =>
    Object.keys(posted).every((name) =>
      /^(slug|revision|warehouse|statement|(from|text|type)\.\w{1,100})$/.test(name),
    ),
  )

/** Saves which statement is run, where, and what its parameters get. */
export async function saveStatement(_previous: FormState, form: FormData): Promise<FormState> {
  const { make: words } = await currentWords()
  return answerForm(form, {
    schema: STATEMENT,
    work: async (viewer, { slug, revision, warehouse, statement, ...sources }) => {
      const warehouseId = warehouse.trim()
      const text = statement.replaceAll('\r\n', '\n').trim()
      if (!WAREHOUSE.test(warehouseId)) return refused([{ field: 'warehouse', message: words.warehouseShape }])
      if (text === '' || text.length > LONGEST_STATEMENT) {
        return refused([{ field: 'statement', message: words.length(LONGEST_STATEMENT) }])
      }
      const long = Object.entries(sources).find(([, value]) => value.length > LONGEST_TEXT)
      if (long) return refused([{ field: long[0], message: words.textTooLong }])
      const change = { warehouseId, statement: text, sources }
      await saveDraft(viewer, { slug, revision, part: 'statement' }, (content) => putStatement(content, change))
      return saved(slug, 'job')
    },
  })
}
