'use server'

import { z } from 'zod'
import type { EditState } from '@/app/_components/edit-state'
import { PARAMETER_PREFIX } from '@/app/_components/field-spec'
import { edit } from '@/app/(portal)/make/connectors/edit'
import { testConnector } from '@/lib/connectors/server/test-connector'
import { parsed } from '@/lib/result'

const TEST = z.strictObject({
  slug: z.string(),
  operation: z.string(),
  clientKey: z.guid(),
  isMeant: z.literal('on').optional(),
})

/** Tries an action, once for each form. */
export async function testOperationAction(_previous: EditState, form: FormData): Promise<EditState> {
  return edit(form, {
    schema: TEST,
    switches: ['isMeant'],
    prefix: PARAMETER_PREFIX,
    work: async (viewer, { isMeant, ...fields }, words, values) => {
      const { slug, operation } = fields
      const ask = { ...fields, isMeant: isMeant === 'on', values }
      const tested = await testConnector(viewer, ask, words.connectors)
      if (!tested.ok) return { ...tested, issues: tested.issues.map(asPosted) }
      const query = new URLSearchParams({ operation, result: tested.value })
      return parsed(`/make/connectors/${slug}/test?${query}`)
    },
  })
}

function asPosted({ field, message }: { readonly field: string; readonly message: string }) {
  return { field: field === 'isMeant' || field === '' ? field : `${PARAMETER_PREFIX}${field}`, message }
}
