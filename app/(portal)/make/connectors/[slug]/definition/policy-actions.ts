'use server'

import { z } from 'zod'
import type { EditState } from '@/app/_components/edit-state'
import { edit } from '@/app/(portal)/make/connectors/edit'
import { VERBS } from '@/lib/connectors/operation'
import { EXISTS_ACTIONS, type RunningPolicy } from '@/lib/connectors/policy'
import { removePolicy, savePolicy } from '@/lib/connectors/server/save-policy'
import { parsed } from '@/lib/result'

const PLACE = z.string().regex(/^\d{0,3}$/)
const OF_CONNECTOR = { slug: z.string(), version: z.coerce.number().int(), at: PLACE }
const POLICY = { ...OF_CONNECTOR, title: z.string(), operations: z.string() }
const SETTING = { ...POLICY, name: z.string(), value: z.string(), exists: z.enum(EXISTS_ACTIONS) }

/** Each template has a form of its own. */
const SAVE = z.discriminatedUnion('template', [
  z.strictObject({ template: z.literal('setheader'), ...SETTING }),
  z.strictObject({ template: z.literal('setqueryparameter'), ...SETTING }),
  z.strictObject({ template: z.literal('dynamichosturl'), ...POLICY, url: z.string() }),
  z.strictObject({
    template: z.literal('routerequesttoendpoint'),
    ...POLICY,
    path: z.string(),
    verb: z.union([z.enum(VERBS), z.literal('')]),
  }),
])

/** One policy, new or not. */
export async function savePolicyAction(_previous: EditState, form: FormData): Promise<EditState> {
  return edit(form, {
    schema: SAVE,
    work: async (viewer, { slug, version, at, title, ...fields }, words) => {
      const save = { slug, version, at: at === '' ? undefined : Number(at) }
      const saved = await savePolicy(viewer, save, { title, running: runningIn(fields) }, words.connectors)
      return saved.ok ? parsed(pathOf(slug, saved.value)) : saved
    },
  })
}

const REMOVE = z.strictObject({ ...OF_CONNECTOR, at: z.string().regex(/^\d{1,3}$/) })

/** Takes a policy out. */
export async function removePolicyAction(_previous: EditState, form: FormData): Promise<EditState> {
  return edit(form, {
    schema: REMOVE,
    work: async (viewer, { at, ...save }) => {
      const removed = await removePolicy(viewer, save, Number(at))
      return removed.ok ? parsed(pathOf(save.slug, removed.value)) : removed
    },
  })
}

type Posted = z.infer<typeof SAVE>
type Own = Posted extends infer One
  ? One extends Posted
    ? Omit<One, 'slug' | 'version' | 'at' | 'title'>
    : never
  : never

function runningIn(fields: Own): RunningPolicy {
  const named = fields.operations.split(/[\s,]+/).filter((id) => id !== '')
  const operations = named.length > 0 ? named : undefined
  switch (fields.template) {
    case 'dynamichosturl':
      return { template: fields.template, operations, url: fields.url.trim() }
    case 'routerequesttoendpoint':
      return { template: fields.template, operations, path: fields.path.trim(), verb: fields.verb || undefined }
    default: {
      const { template, name, value, exists } = fields
      return { template, operations, name: name.trim(), value: value.trim(), exists }
    }
  }
}

function pathOf(slug: string, saved: number): string {
  return `/make/connectors/${slug}/definition?${new URLSearchParams({ view: 'policies', saved: String(saved) })}`
}
