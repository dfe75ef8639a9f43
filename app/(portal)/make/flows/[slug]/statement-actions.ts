'use server'

import { z } from 'zod'
import type { FormState } from '@/app/_components/form-state'
import { currentWords } from '@/app/_edge'
import { answerForm } from '@/app/_form-action'
import { putStatement } from '@/lib/drafts/edit-statement'
import { saveDraft } from '@/lib/drafts/server/save-draft'
import { LONGEST_STATEMENT } from '@/lib/flows/server/flow-schema'
import { markersOf } from '@/lib/flows/sql-markers'
import { refused } from '@/lib/result'
import { STEP, saved } from './posted'
import { wrongSourceIssues } from './wrong-sources'

const LONGEST_TEXT = 10_000
const WAREHOUSE = /^[0-9a-f]{16}$/
const STATEMENT = z
  .strictObject({ ...STEP, warehouse: z.string().max(100), statement: z.string().max(100_000) })
  .catchall(z.string().max(20_000)) // `from.<marker>`, `text.<marker>` and `type.<marker>`, which the statement names
  .refine((posted) =>
    Object.keys(posted).every((name) =>
      /^(slug|revision|step|warehouse|statement|(from|text|type)\.\w{1,100})$/.test(name),
    ),
  )

/** Saves which statement a step runs, where, and what its parameters get. */
export async function saveStatement(_previous: FormState, form: FormData): Promise<FormState> {
  const { make: words } = await currentWords()
  return answerForm(form, {
    schema: STATEMENT,
    work: async (viewer, { slug, revision, step, warehouse, statement, ...sources }) => {
      const warehouseId = warehouse.trim()
      const text = statement.replaceAll('\r\n', '\n').trim()
      if (!WAREHOUSE.test(warehouseId)) return refused([{ field: 'warehouse', message: words.warehouseShape }])
      if (text === '' || text.length > LONGEST_STATEMENT) {
        return refused([{ field: 'statement', message: words.length(LONGEST_STATEMENT) }])
      }
      const long = Object.entries(sources).find(([, value]) => value.length > LONGEST_TEXT)
      if (long) return refused([{ field: long[0], message: words.textTooLong }])
      const wrong = await wrongSourceIssues(viewer, { slug, step, action: 'sql', sources: onlyOf(text, sources) })
      if (wrong.length > 0) return refused(wrong)
      const change = { step, warehouseId, statement: text, sources }
      await saveDraft(viewer, { slug, revision, part: 'statement' }, (content) => putStatement(content, change))
      return saved(slug, 'job', step)
    },
  })
}

/** What was chosen for a marker that the statement no longer has is no matter. */
function onlyOf(statement: string, sources: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const markers = new Set(markersOf(statement))
  return Object.fromEntries(
    Object.entries(sources).filter(([name]) => markers.has(name.slice(name.indexOf('.') + 1))),
  )
}
