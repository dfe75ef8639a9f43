'use server'

import { z } from 'zod'
import type { EditState } from '@/app/_components/edit-state'
import { edit } from '@/app/(portal)/make/connectors/edit'
import { VERBS, VISIBILITIES } from '@/lib/connectors/operation'
import { saveDocument } from '@/lib/connectors/server/save-document'
import { importSample, removePart, saveOperation, saveParameter } from '@/lib/connectors/server/save-operation'
import { parsed } from '@/lib/result'

const TICKED = z.literal('on').optional()
const SAVE = { slug: z.string(), version: z.coerce.number().int(), acceptBreaks: TICKED }
/** Which action the form is about; empty for a new one. */
const PREVIOUS = z.string().transform((id) => id || undefined)

const OPERATION = z.strictObject({
  ...SAVE,
  previous: PREVIOUS,
  id: z.string(),
  verb: z.enum(VERBS),
  path: z.string(),
  summary: z.string(),
  description: z.string(),
  visibility: z.enum(VISIBILITIES),
  isSafe: TICKED,
  body: z.string(),
  answer: z.string(),
  answerSample: z.string(),
})

/** General, request and response of an action, new or not. */
export async function saveOperationAction(_previous: EditState, form: FormData): Promise<EditState> {
  return edit(form, {
    schema: OPERATION,
    switches: ['isSafe', 'acceptBreaks'],
    work: async (viewer, fields, words) => {
      const typed = { ...fields, isSafe: fields.isSafe === 'on' }
      const saved = await saveOperation(viewer, saveOf(fields), typed, words.connectors)
      return saved.ok ? parsed(pathOf(fields.slug, { action: fields.id.trim(), saved: saved.value })) : saved
    },
  })
}

const SAMPLE = z.strictObject({
  ...SAVE,
  previous: PREVIOUS,
  id: z.string().default(''),
  summary: z.string().default(''),
  verb: z.enum(VERBS),
  url: z.string(),
  headers: z.string(),
  body: z.string(),
  answer: z.string(),
})

/** An action out of a sample, or a sample into an action. */
export async function importSampleAction(_previous: EditState, form: FormData): Promise<EditState> {
  return edit(form, {
    schema: SAMPLE,
    switches: ['acceptBreaks'],
    work: async (viewer, fields, words) => {
      const saved = await importSample(viewer, saveOf(fields), fields, words.connectors)
      const action = fields.previous ?? fields.id.trim()
      return saved.ok ? parsed(pathOf(fields.slug, { action, saved: saved.value })) : saved
    },
  })
}

const PLACES = ['path', 'query', 'header'] as const
const PARAMETER = z.strictObject({
  ...SAVE,
  operation: z.string(),
  /** Its place and name before, like `query.limit`; empty for a new one. */
  was: z.string(),
  name: z.string(),
  place: z.enum(PLACES),
  title: z.string(),
  description: z.string(),
  type: z.enum(['string', 'integer', 'number', 'boolean', 'array']),
  format: z.string(),
  required: TICKED,
  default: z.string(),
  visibility: z.enum(VISIBILITIES),
  choices: z.string(),
})

/** One parameter of an action, new or not. */
export async function saveParameterAction(_previous: EditState, form: FormData): Promise<EditState> {
  return edit(form, {
    schema: PARAMETER,
    switches: ['required', 'acceptBreaks'],
    work: async (viewer, fields, words) => {
      const typed = { ...fields, required: fields.required === 'on' }
      const save = { ...saveOf(fields), operation: fields.operation, was: namedBy(fields.was) }
      const saved = await saveParameter(viewer, save, typed, words.connectors)
      return saved.ok ? parsed(pathOf(fields.slug, { action: fields.operation, saved: saved.value })) : saved
    },
  })
}

const REMOVAL = z.strictObject({ ...SAVE, operation: z.string(), parameter: z.string() })

/** Takes out an action, or a parameter of one. */
export async function removePartAction(_previous: EditState, form: FormData): Promise<EditState> {
  return edit(form, {
    schema: REMOVAL,
    switches: ['acceptBreaks'],
    work: async (viewer, fields, words) => {
      const parameter = namedBy(fields.parameter)
      const save = { ...saveOf(fields), operation: fields.operation, parameter }
      const removed = await removePart(viewer, save, words.connectors)
      const action = parameter ? { action: fields.operation } : {}
      return removed.ok ? parsed(pathOf(fields.slug, { ...action, saved: removed.value })) : removed
    },
  })
}

const DOCUMENT = z.strictObject({ ...SAVE, text: z.string() })

/** The whole definition as text. */
export async function saveDocumentAction(_previous: EditState, form: FormData): Promise<EditState> {
  return edit(form, {
    schema: DOCUMENT,
    switches: ['acceptBreaks'],
    work: async (viewer, fields, words) => {
      const saved = await saveDocument(viewer, saveOf(fields), fields.text, words.connectors)
      return saved.ok ? parsed(pathOf(fields.slug, { view: 'text', saved: saved.value })) : saved
    },
  })
}

interface Posted {
  readonly slug: string
  readonly version: number
  readonly acceptBreaks?: 'on' | undefined
  readonly previous?: string | undefined
}

function saveOf({ slug, version, acceptBreaks, previous }: Posted) {
  return { slug, version, acceptBreaks: acceptBreaks === 'on', previous }
}

function namedBy(text: string) {
  const [, said, name = ''] = /^(path|query|header)\.(.+)$/.exec(text) ?? []
  const place = PLACES.find((one) => one === said)
  return place && { place, name }
}

function pathOf(slug: string, query: Readonly<Record<string, string | number>>): string {
  const text = Object.entries(query).map(([name, value]) => [name, String(value)])
  return `/make/connectors/${slug}/definition?${new URLSearchParams(text)}`
}
