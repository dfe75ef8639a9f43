import 'server-only'
import { type RawBuilder, sql } from 'kysely'
import type { Trigger } from '@/lib/flows/audience'
import type { Cause } from '@/lib/runs/failure'
import type { RunStatus } from '@/lib/runs/run-status'
import { isOfLength, type LengthRange, lengthClasses } from './run-lengths'
import { hasWords } from './run-words'

/** Where a page of history begins: behind this row. */
export interface RunCursor {
  readonly createdAt: Date
  readonly id: string
}

/** Which runs are asked for. A list that is empty fits none; one that is not there fits all. */
export interface RunFilter {
  /** Whose; `undefined` for everybody's, which the caller must have allowed. */
  readonly people: readonly string[] | undefined
  readonly flows?: readonly string[] | undefined
  readonly statuses?: readonly RunStatus[] | undefined
  readonly trigger?: Trigger | undefined
  readonly cause?: Cause | undefined
  readonly from?: Date | undefined
  /** The first moment that is too late. */
  readonly to?: Date | undefined
  readonly length?: LengthRange | undefined
  /** Words of the flow's title, the run's number, names, inputs and errors, each perhaps a beginning. */
  readonly words?: readonly string[] | undefined
  /** Words of inputs; of that one, where a name is given. */
  readonly input?: { readonly name: string | undefined; readonly text: string; readonly words: readonly string[] }
  /** Words of what went wrong. */
  readonly error?: readonly string[] | undefined
}

export type Condition = RawBuilder<boolean>

/** What an index may begin with. */
export type Dimension = 'people' | 'flows' | 'statuses' | 'trigger' | 'cause' | 'length'

/** PostgreSQL's integer. */
const LARGEST_NUMBER = 2_147_483_647
const SEARCH = sql`runs.search`

/** The filter as one condition for each value that a dimension may have: whoever fits, fits exactly one of them. */
export function valuesOf(filter: RunFilter, dimension: Dimension): readonly Condition[] | undefined {
  if (dimension === 'people') return filter.people?.map((id) => sql<boolean>`runs.person_id = ${id}`)
  if (dimension === 'flows') return filter.flows?.map((id) => sql<boolean>`runs.flow_id = ${id}`)
  if (dimension === 'statuses') return filter.statuses?.map((status) => sql<boolean>`runs.status = ${status}`)
  if (dimension === 'trigger') return filter.trigger && [sql<boolean>`runs.trigger = ${filter.trigger}`]
  if (dimension === 'cause') return filter.cause && [sql<boolean>`runs.cause = ${filter.cause}`]
  return filter.length && lengthClasses(filter.length)
}

/** Of the time alone: every index goes on with it. */
export function timeOf({ from, to }: RunFilter): Condition[] {
  return [
    ...(from ? [sql<boolean>`runs.created_at >= ${from}`] : []),
    ...(to ? [sql<boolean>`runs.created_at < ${to}`] : []),
  ]
}

/** What the dimensions of an index leave to be looked at in each row. */
export function restOf(filter: RunFilter, met: ReadonlySet<Dimension>): Condition[] {
  const among = (['people', 'flows', 'statuses', 'trigger', 'cause'] as const).flatMap((dimension) => {
    const values = met.has(dimension) ? undefined : valuesOf(filter, dimension)
    return values ? [sql<boolean>`(${sql.join(values, sql` or `)})`] : []
  })
  return [...among, ...(filter.length ? isOfLength(filter.length) : []), ...textOf(filter)]
}

function textOf({ words = [], input, error = [] }: RunFilter): Condition[] {
  return [
    ...(words.length > 0 ? [anywhere(words)] : []),
    ...(input ? inInputs(input) : []),
    ...(error.length > 0 ? [hasWords(SEARCH, error, ['C'])] : []),
  ]
}

/** A number is that of a run, or it stands somewhere in one. */
function anywhere(words: readonly string[]): Condition {
  const [word = ''] = words
  const number = words.length === 1 && /^\d{1,10}$/.test(word) ? Number(word) : undefined
  if (number === undefined || number > LARGEST_NUMBER) return hasWords(SEARCH, words)
  return sql<boolean>`(runs.number = ${number} or ${hasWords(SEARCH, words)})`
}

/** Of runs that were kept before words had places, the inputs themselves are looked at. */
function inInputs({ name, text, words }: NonNullable<RunFilter['input']>): Condition[] {
  const valued = sql`jsonb_to_tsvector('simple', runs.inputs, '["string", "numeric", "boolean"]')`
  const older = sql<boolean>`${hasWords(SEARCH, words, ['D'])} and ${hasWords(valued, words)}`
  return [
    ...(words.length > 0 ? [sql<boolean>`(${hasWords(SEARCH, words, ['B'])} or ${older})`] : []),
    ...(name === undefined ? [] : [ofInput(name, text)]),
  ]
}

function ofInput(name: string, text: string): Condition {
  const value = sql`normalize(lower(runs.inputs ->> ${name}::text))`
  return text === ''
    ? sql<boolean>`runs.inputs ->> ${name}::text is not null`
    : sql<boolean>`position(lower(${text.normalize('NFC')}::text) in ${value}) > 0`
}

/** All words that have to stand somewhere in a run. */
export function wordsIn({ words = [], input, error = [] }: RunFilter): readonly string[] {
  return [...words, ...(input?.words ?? []), ...error]
}

/** What an index of words can be asked for: those of them that are rare. */
export function rareWordsIn(filter: RunFilter, rare: ReadonlySet<string>): Condition | undefined {
  const isRare = (word: string) => rare.has(word)
  const words = (filter.words ?? []).filter(isRare)
  const others = wordsIn({ ...filter, words: [] }).filter(isRare)
  const conditions = [
    ...(words.length > 0 ? [words.length === filter.words?.length ? anywhere(words) : hasWords(SEARCH, words)] : []),
    ...(others.length > 0 ? [hasWords(SEARCH, others)] : []),
  ]
  return conditions.length > 0 ? sql<boolean>`${sql.join(conditions, sql` and `)}` : undefined
}
