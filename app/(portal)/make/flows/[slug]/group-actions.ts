'use server'

import { redirect } from 'next/navigation'
import { z } from 'zod'
import type { FormState } from '@/app/_components/form-state'
import { actOn, currentWords, requireActor } from '@/app/_edge'
import { answerForm } from '@/app/_form-action'
import { openDraft } from '@/lib/drafts/server/open-draft'
import { shareFlow } from '@/lib/drafts/server/share-flow'
import { groupOf, isGroupName, MOST_GROUPS, withGroup } from '@/lib/flows/audience-groups'
import { postedFields, readFields } from '@/lib/http/server/posted-form'
import { parsed, refused } from '@/lib/result'
import { partAddress } from './part'
import { SLUG } from './posted'

const ADD_GROUP = z.strictObject({ slug: SLUG, group: z.string().max(1_000), name: z.string().max(1_000) })

/** Adds a group to those who may press the flow, or gives it another name: at once. */
export async function addGroup(_previous: FormState, form: FormData): Promise<FormState> {
  const { groups: words } = await currentWords()
  return answerForm(form, {
    schema: ADD_GROUP,
    work: async (viewer, { slug, group: id, name }) => {
      const { content } = await openDraft(viewer, slug)
      const added = groupOf(id, name)
      if (!added) {
        return refused([
          isGroupName(name)
            ? { field: 'group', message: words.idShape }
            : { field: 'name', message: words.nameShape },
        ])
      }
      if (withGroup(content.definition.audience.groups ?? [], added).length > MOST_GROUPS) {
        return refused([{ field: 'group', message: words.many }])
      }
      await shareFlow(viewer, slug, ({ groups = [], ...audience }) => ({
        ...audience,
        groups: withGroup(groups, added),
      }))
      return parsed(partAddress(slug, 'people', { done: 'saved-at-once' }))
    },
  })
}

const REMOVE_GROUP = z.strictObject({ slug: SLUG, group: z.guid() })

/** Takes a group out again: at once. */
export async function removeGroup(form: FormData): Promise<void> {
  await actOn(async () => {
    const viewer = await requireActor()
    const { slug, group } = readFields(postedFields(form), REMOVE_GROUP)
    await shareFlow(viewer, slug, ({ groups = [], ...audience }) => {
      const left = groups.filter(({ id }) => id !== group)
      return left.length > 0 ? { ...audience, groups: left } : audience
    })
    redirect(partAddress(slug, 'people', { done: 'saved-at-once' }))
  })
}
