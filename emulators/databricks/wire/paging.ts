import type { Call } from '../../kit/http.ts'
import type { Id } from '../engine/model.ts'
import { invalid } from '../errors.ts'
import { queryWhole } from './input.ts'

/** The longest array that a read of one job or run carries. */
export const ARRAY_PAGE = 100

/** Where an item stands in a list that is sorted newest first. */
export interface Place {
  time: number
  id: Id
}

export interface ListPage<T> {
  items: T[]
  next?: string
  previous?: string
}

interface ListRules {
  call: Call
  limit: number
  maxOffset: number
}

/** One page of a list, by token or by the old `offset`. A token names a place, so new items shift nothing. */
export function listPage<T>(
  all: T[],
  placeOf: (item: T) => Place,
  { call, limit, maxOffset }: ListRules,
): ListPage<T> {
  const sorted = all.map((item) => ({ item, place: placeOf(item) })).sort((a, b) => compare(a.place, b.place))
  const { forward, place, offset } = readPosition(call, maxOffset)
  const from = place ? boundary(sorted, place, forward) : offset
  const start = forward ? from : Math.max(0, from - limit)
  const end = forward ? start + limit : from
  const page = sorted.slice(start, end)
  const first = page[0]?.place
  const last = page.at(-1)?.place
  return {
    items: page.map(({ item }) => item),
    ...(last && end < sorted.length && { next: writeToken('n', last) }),
    ...(first && start > 0 && { previous: writeToken('p', first) }),
  }
}

function compare(a: Place, b: Place): number {
  if (a.time !== b.time) return b.time - a.time
  const [left, right] = [BigInt(a.id), BigInt(b.id)]
  if (left === right) return 0
  return left < right ? 1 : -1
}

/** Forward: the index of the first item behind the place. Backward: how many items stand before it. */
function boundary(sorted: { place: Place }[], place: Place, forward: boolean): number {
  return sorted.filter((entry) => (forward ? compare(entry.place, place) <= 0 : compare(entry.place, place) < 0))
    .length
}

function readPosition(call: Call, maxOffset: number): { forward: boolean; place?: Place; offset: number } {
  const token = call.query.get('page_token')
  if (token) return { ...readToken(token), offset: 0 }
  const offset = queryWhole(call, 'offset') ?? 0
  if (offset > maxOffset) throw invalid(`Invalid offset ${offset} - it has to be no more than ${maxOffset}.`)
  return { forward: true, offset }
}

function writeToken(direction: 'n' | 'p', { time, id }: Place): string {
  return Buffer.from(`${direction}:${time}:${id}`).toString('base64url')
}

function readToken(token: string): { forward: boolean; place: Place } {
  const [, direction, time, id = ''] = /^([np]):(\d+):(-?\d+)$/.exec(decode(token)) ?? []
  if (direction === undefined) throw invalid('Invalid page token.')
  return { forward: direction === 'n', place: { time: Number(time), id } }
}

function decode(token: string): string {
  return Buffer.from(token, 'base64url').toString('utf8')
}

/** The root of a list's answer: no `has_more` since 2.2, no array at all when there is nothing. */
export function listJson(name: string, rows: unknown[], page: Omit<ListPage<unknown>, 'items'>, version: string) {
  return {
    ...(rows.length > 0 && { [name]: rows }),
    ...(version !== '2.2' && { has_more: page.next !== undefined }),
    ...(page.next !== undefined && { next_page_token: page.next }),
    ...(page.previous !== undefined && { prev_page_token: page.previous }),
  }
}

/**
 * The page of one job or run whose arrays are longer than 100: each array's own part, empty where it is over,
 * and `next_page_token` while any goes on. The field is left out on the last page.
 */
export function arrayPage<T extends object>(whole: T, names: readonly (keyof T)[], call: Call): ArrayPage<T> {
  const offset = readArrayToken(call)
  const parts = names.flatMap((name) => {
    const value = whole[name]
    return Array.isArray(value) ? [[name, value.slice(offset, offset + ARRAY_PAGE)] as const] : []
  })
  const longest = Math.max(0, ...names.map((name) => lengthOf(whole[name])))
  return {
    value: { ...whole, ...Object.fromEntries(parts) },
    next: longest > offset + ARRAY_PAGE ? { next_page_token: arrayToken(offset + ARRAY_PAGE) } : {},
  }
}

export interface ArrayPage<T> {
  value: T
  next: { next_page_token?: string }
}

export function lengthOf(value: unknown): number {
  return Array.isArray(value) ? value.length : 0
}

function arrayToken(offset: number): string {
  return Buffer.from(`a:${offset}`).toString('base64url')
}

function readArrayToken(call: Call): number {
  const token = call.query.get('page_token')
  if (!token) return 0
  const offset = /^a:(\d+)$/.exec(decode(token))?.[1]
  if (offset === undefined) throw invalid('Invalid page token.')
  return Number(offset)
}
