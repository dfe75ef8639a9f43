import type { Call } from '../../kit/http.ts'
import { invalid } from '../errors.ts'
import { queryWhole } from './input.ts'

interface PlainPage<T> {
  items: T[]
  /** '' on the first page. */
  previous: string
  /** '' on the last page. */
  next: string
}

/** A page of `page_size` items, as the lists of warehouses and clusters have them: in a fixed order. */
export function plainPage<T>(all: T[], call: Call, sizes: { usual: number; most: number }): PlainPage<T> {
  const size = Math.min(queryWhole(call, 'page_size') || sizes.usual, sizes.most)
  const from = readToken(call)
  const next = from + size < all.length ? tokenOf(from + size) : ''
  const previous = from > 0 ? tokenOf(Math.max(0, from - size)) : ''
  return { items: all.slice(from, from + size), previous, next }
}

function tokenOf(from: number): string {
  return Buffer.from(`at:${from}`).toString('base64url')
}

function readToken(call: Call): number {
  const token = call.query.get('page_token')
  if (!token) return 0
  const from = /^at:(\d{1,9})$/.exec(Buffer.from(token, 'base64url').toString('utf8'))?.[1]
  if (from === undefined) throw invalid('Invalid page token.')
  return Number(from)
}
