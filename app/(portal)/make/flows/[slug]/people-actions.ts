'use server'

import { redirect } from 'next/navigation'
import { z } from 'zod'
import type { FormState } from '@/app/_components/form-state'
import { actOn, currentWords, requireActor } from '@/app/_edge'
import { answerForm } from '@/app/_form-action'
import { openDraft } from '@/lib/drafts/server/open-draft'
import { changeMakers, objectIdOf, shareFlow } from '@/lib/drafts/server/share-flow'
import { postedFields, readFields } from '@/lib/http/server/posted-form'
import { ROLES } from '@/lib/identity/roles'
import { parsed, refused } from '@/lib/result'
import { partAddress } from './part'
import { SLUG } from './posted'

const MOST_PEOPLE = 500
const ROLE = z.enum(ROLES)
const SHARE_ROLES = z.strictObject({ slug: SLUG, roles: z.union([ROLE, z.array(ROLE)]).optional() })

/** Chooses the roles that may press the flow: at once. */
export async function shareWithRoles(_previous: FormState, form: FormData): Promise<FormState> {
  return answerForm(form, {
    schema: SHARE_ROLES,
    work: async (viewer, { slug, roles = [] }) => {
      const chosen = [roles].flat()
      await shareFlow(viewer, slug, (audience) => ({ ...audience, roles: chosen }))
      return parsed(partAddress(slug, 'people', { done: 'saved-at-once' }))
    },
  })
}

const ADD_PERSON = z.strictObject({ slug: SLUG, list: z.enum(['people', 'makers']), account: z.string().max(1_000) })

/** Adds somebody to those who may press the flow, or to those who may change it: at once. */
export async function addPerson(_previous: FormState, form: FormData): Promise<FormState> {
  const { make: words } = await currentWords()
  return answerForm(form, {
    schema: ADD_PERSON,
    work: async (viewer, { slug, list, account }) => {
      const { flow, content } = await openDraft(viewer, slug)
      const objectId = await objectIdOf(viewer, account)
      if (!objectId) return refused([{ field: 'account', message: words.notHere }])
      const known = list === 'makers' ? flow.makers : content.definition.audience.people
      if (known.length >= MOST_PEOPLE) return refused([{ field: 'account', message: words.tooMany }])
      const add = (people: readonly string[]) => (people.includes(objectId) ? people : [...people, objectId])
      if (list === 'makers') await changeMakers(viewer, slug, add)
      else await shareFlow(viewer, slug, (audience) => ({ ...audience, people: add(audience.people) }))
      return parsed(partAddress(slug, 'people', { done: 'saved-at-once' }))
    },
  })
}

const REMOVE_PERSON = z.strictObject({ slug: SLUG, list: z.enum(['people', 'makers']), person: z.guid() })

/** Takes somebody out again: at once. */
export async function removePerson(form: FormData): Promise<void> {
  await actOn(async () => {
    const viewer = await requireActor()
    const { slug, list, person } = readFields(postedFields(form), REMOVE_PERSON)
    const without = (people: readonly string[]) => people.filter((objectId) => objectId !== person)
    if (list === 'people') {
      await shareFlow(viewer, slug, (audience) => ({ ...audience, people: without(audience.people) }))
    } else if (!(await changeMakers(viewer, slug, without))) {
      redirect(partAddress(slug, 'people', { done: 'last-maker' }))
    }
    redirect(partAddress(slug, 'people', { done: 'saved-at-once' }))
  })
}
