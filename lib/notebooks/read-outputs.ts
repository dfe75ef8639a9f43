import { namesOf } from '@/lib/runs/statement-result'
import { tableOutput } from '@/lib/runs/task-output'
import type { NotebookCell, NotebookOutput } from './notebook'
import { type PageRoom, takeText } from './page-room'
import { textOfHtml } from './text-of-html'

/** An object of the model. Only names of ours are read of it, and only its own (IO-4). */
export type Fields = Readonly<Record<string, unknown>>

export function fieldsOf(value: unknown): Fields | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined
}

export function textIn(fields: Fields | undefined, name: string): string {
  const value = fields && Object.hasOwn(fields, name) ? fields[name] : undefined
  return typeof value === 'string' ? value : ''
}

const MOST_OUTPUTS = 20
const MOST_DEEP = 4
const MOST_ROWS = 100
const MOST_COLUMNS = 100
/** Longer HTML is text that somebody reads in the file. */
const MOST_HTML = 100_000

interface Outputs {
  readonly outputs: readonly NotebookOutput[]
  readonly left: number
  readonly thrown: NotebookCell['error']
}

/** What stands under `results`: one result, or a list of them, in any kind. */
export function readOutputs(results: unknown, room: PageRoom): Outputs {
  const all = flat(results, 0)
  const shown = all.slice(0, MOST_OUTPUTS)
  const outputs = shown.flatMap((result) => outputOf(result, room) ?? [])
  const error = all.find(isError)
  return { outputs, left: all.length - shown.length, thrown: error && thrownOf(error, room) }
}

function flat(value: unknown, depth: number): readonly Fields[] {
  const result = fieldsOf(value)
  if (!result || depth > MOST_DEEP) return []
  if (result.type !== 'listResults' || !Array.isArray(result.data)) return [result]
  return result.data.flatMap((one: unknown) => flat(one, depth + 1))
}

function outputOf(result: Fields, room: PageRoom): NotebookOutput | undefined {
  const { type, data } = result
  if (isError(result) || data === null || data === undefined || data === '') return undefined
  if (type === 'table') return tableOf(result, room)
  if (type === 'image') return imageOf(data, room)
  if (type === 'mimeBundle') return bundleOf(fieldsOf(data) ?? {}, room)
  if (typeof data !== 'string') return { kind: 'other' }
  if (type === 'html' || type === 'htmlSandbox') return htmlOf(data, room)
  return textOutput(data, room)
}

function textOutput(text: string, room: PageRoom): NotebookOutput | undefined {
  return text.trim() === '' ? undefined : { kind: 'text', ...takeText(room, text) }
}

/** What a program printed came as HTML for years, as the one `div` that an older workspace still makes of it. */
function htmlOf(html: string, room: PageRoom): NotebookOutput | undefined {
  if (isPrinted(html)) return textOutput(textOfHtml(html), room)
  const { text, truncated } = takeText(room, textOfHtml(html.slice(0, MOST_HTML)))
  return { kind: 'html', html, text, truncated: truncated || html.length > MOST_HTML }
}

function isPrinted(html: string): boolean {
  return /^\s{0,99}<(?:div|pre|span)\b[^>]{0,99}\bansiout\b/i.test(html)
}

/** A text that may have been made HTML of: errors are written in either way. */
export function shownText(text: string): string {
  return /^\s{0,99}<(?:div|pre|span|p)\b/i.test(text) ? textOfHtml(text) : text
}

function isError({ type, cause }: Fields): boolean {
  return type === 'error' || type === 'baseError' || typeof cause === 'string'
}

function thrownOf(result: Fields, room: PageRoom): NotebookCell['error'] {
  const summary = shownText(textIn(result, 'summary') || textIn(result, 'cause'))
  const trace = shownText(textIn(result, 'data'))
  if (summary === '' && trace === '') return undefined
  return {
    summary: takeText(room, (summary || trace).slice(0, 1_000)).text,
    trace: takeText(room, trace).text,
  }
}

/** The richest of the forms in which an object shows itself. */
function bundleOf(bundle: Fields, room: PageRoom): NotebookOutput | undefined {
  const image = textIn(bundle, 'image/png') || textIn(bundle, 'image/jpeg')
  if (image) return imageOf(image, room)
  const html = textIn(bundle, 'text/html')
  if (html) return htmlOf(html, room)
  const text = textIn(bundle, 'text/plain')
  return text ? textOutput(text, room) : { kind: 'other' }
}

/** PNG and JPEG by how their bytes begin, whatever the model calls them: nothing else is handed to the browser. */
function imageOf(data: unknown, room: PageRoom): NotebookOutput {
  if (typeof data !== 'string' || data.length > room.imageCharacters) return { kind: 'other' }
  const base64 = data.replace(/^data:image\/[a-z]{3,4};base64,/, '').replaceAll(/[\r\n]/g, '')
  const type = base64.startsWith('iVBORw0KGgo') ? 'png' : base64.startsWith('/9j/') ? 'jpeg' : undefined
  if (!type || !/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) return { kind: 'other' }
  room.imageCharacters -= base64.length
  return { kind: 'image', source: `data:image/${type};base64,${base64}` }
}

function tableOf({ schema, data, overflow }: Fields, room: PageRoom): NotebookOutput {
  if (!Array.isArray(schema) || !Array.isArray(data) || schema.length === 0) return { kind: 'other' }
  const columns = namesOf(schema.slice(0, MOST_COLUMNS).map((column) => ({ name: columnName(column) })))
  const most = Math.min(MOST_ROWS, Math.floor(room.cells / columns.length))
  const rows = data.slice(0, most)
  const row = (at: number) => columns.map((name, place) => valueAt(rows[at], place, name))
  const table = tableOutput({ columns, totalRows: rows.length, row })
  room.cells -= table.rows.length * columns.length
  const isLess = table.rows.length < data.length || columns.length < schema.length
  return {
    ...table,
    totalRows: data.length,
    truncated: table.truncated || isLess,
    ...(overflow === true ? { isCut: true } : {}),
  }
}

function columnName(column: unknown): string {
  return typeof column === 'string' ? column : textIn(fieldsOf(column), 'name')
}

function valueAt(row: unknown, place: number, name: string): unknown {
  if (Array.isArray(row)) return row[place]
  const fields = fieldsOf(row)
  return fields && Object.hasOwn(fields, name) ? fields[name] : undefined
}
