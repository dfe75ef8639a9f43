'use server'

import { z } from 'zod'
import type { EditState } from '@/app/_components/edit-state'
import { edit } from '@/app/(portal)/make/connectors/edit'
import { importConnector } from '@/lib/connectors/server/import-connector'
import { withTextsOfFiles } from '@/lib/http/server/posted-files'
import { parsed } from '@/lib/result'

const IMPORT = z.strictObject({
  definition: z.string(),
  url: z.string(),
  properties: z.string(),
  name: z.string(),
  host: z.string(),
  isAgreed: z.literal('on').optional(),
})

/** Makes a connector of files or of an address, and comes back with what of them has no place here. */
export async function importConnectorAction(_previous: EditState, posted: FormData): Promise<EditState> {
  const form = await withTextsOfFiles(posted, { definitionFile: 'definition', propertiesFile: 'properties' })
  return edit(form, {
    schema: IMPORT,
    switches: ['isAgreed'],
    work: async (viewer, { isAgreed, ...typed }, words) => {
      const made = await importConnector(viewer, { ...typed, isAgreed: isAgreed === 'on' }, words.connectors)
      return made.ok ? parsed(`/make/connectors/${made.value}/definition?saved=1`) : made
    },
  })
}
