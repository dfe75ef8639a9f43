'use server'

import { z } from 'zod'
import type { EditState } from '@/app/_components/edit-state'
import { edit } from '@/app/(portal)/make/connectors/edit'
import { restoreVersion } from '@/lib/connectors/server/connector-versions'
import { parsed } from '@/lib/result'

const RESTORE = z.strictObject({
  slug: z.string(),
  version: z.coerce.number().int(),
  to: z.string().regex(/^\d{1,9}$/),
  acceptBreaks: z.literal('on').optional(),
})

/** Goes back to a connector as it was saved once. */
export async function restoreVersionAction(_previous: EditState, form: FormData): Promise<EditState> {
  return edit(form, {
    schema: RESTORE,
    switches: ['acceptBreaks'],
    work: async (viewer, { to, acceptBreaks, ...save }, words) => {
      const saving = { ...save, acceptBreaks: acceptBreaks === 'on' }
      const saved = await restoreVersion(viewer, saving, Number(to), words.connectors)
      return saved.ok ? parsed(`/make/connectors/${save.slug}?saved=${saved.value}`) : saved
    },
  })
}
