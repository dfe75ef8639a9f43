'use server'

import { z } from 'zod'
import type { FormState } from '@/app/_components/form-state'
import { answerForm } from '@/app/_form-action'
import { restoreVersion } from '@/lib/drafts/server/open-draft'
import { discardDraft, publishFlow, switchFlow } from '@/lib/drafts/server/publish-flow'
import { parsed } from '@/lib/result'
import { partAddress } from './part'
import { DRAFT, NUMBER } from './posted'

const RESTORE = z.strictObject({ ...DRAFT, version: NUMBER })

/** Makes an earlier version the draft. */
export async function restoreAction(_previous: FormState, form: FormData): Promise<FormState> {
  return answerForm(form, {
    schema: RESTORE,
    work: async (viewer, { slug, revision, version }) => {
      await restoreVersion(viewer, { slug, revision, version })
      return parsed(partAddress(slug, 'versions', { done: 'restored', version: String(version) }))
    },
  })
}

const DO = z.strictObject({ ...DRAFT, do: z.enum(['publish', 'discard', 'on', 'off']) })

/** The commands above the editor. */
export async function commandAction(_previous: FormState, form: FormData): Promise<FormState> {
  return answerForm(form, {
    schema: DO,
    work: async (viewer, { slug, revision, do: command }) => {
      if (command === 'publish') {
        const version = await publishFlow(viewer, { slug, revision })
        return parsed(partAddress(slug, 'details', { done: 'published', version: String(version) }))
      }
      if (command === 'discard') {
        const isGone = await discardDraft(viewer, { slug, revision })
        return parsed(isGone ? '/make/flows' : partAddress(slug, 'details', { done: 'discarded' }))
      }
      await switchFlow(viewer, slug, command)
      return parsed(partAddress(slug, 'details', { done: 'saved-at-once' }))
    },
  })
}
