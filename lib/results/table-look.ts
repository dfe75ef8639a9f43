import { firstOf } from '@/lib/runs/storable-text'
import type { Value, WholeTable } from './whole-table'

/** How somebody looks at a table; all of it stands in the page's address. */
export interface TableLook {
  /** Rows that hold it in any cell, in either case; all where it is empty. */
  readonly find: string
  /** The place of the column that the rows are sorted by; as they came where there is none. */
  readonly sort: number | undefined
  readonly descending: boolean
  /** The first row to show, from 0. */
  readonly from: number
}

export interface LookedTable {
  /** `index`: which row of the result it is, from 0. Its cells are those of the columns shown, long texts cut. */
  readonly shown: readonly { readonly index: number; readonly cells: readonly Value[] }[]
  readonly found: number
}

export const ROWS_A_PAGE = 200
export const COLUMNS_SHOWN = 100
const CELL_CHARACTERS = 1_000
const PAGE_CHARACTERS = 300_000
/** Beyond, texts are compared by their letters alone: as a person would takes seconds. */
const MOST_BY_WORDS = 20_000

/** What of a table is on the screen: no more than a page can carry. */
export function lookAtTable({ rows }: WholeTable, { find, sort, descending, from }: TableLook): LookedTable {
  const all = rows.map((cells, index) => ({ cells, index }))
  const wanted = find.toLowerCase()
  const found = wanted === '' ? all : all.filter(({ cells }) => cells.some((value) => holds(value, wanted)))
  if (sort !== undefined) {
    const turn = descending ? -1 : 1
    const words = found.length > MOST_BY_WORDS ? byLetters : byWords.compare
    found.sort((a, b) => compare(a.cells[sort] ?? null, b.cells[sort] ?? null, turn, words) || a.index - b.index)
  }
  return { shown: pageOf(found, from), found: found.length }
}

function pageOf(found: LookedTable['shown'], from: number): LookedTable['shown'] {
  const shown: LookedTable['shown'][number][] = []
  let characters = 0
  for (const { index, cells } of found.slice(from, from + ROWS_A_PAGE)) {
    if (characters > PAGE_CHARACTERS) break
    const cut = cells.slice(0, COLUMNS_SHOWN).map(cutCell)
    characters += cut.reduce<number>((sum, cell) => sum + String(cell).length, 0)
    shown.push({ index, cells: cut })
  }
  return shown
}

function cutCell(value: Value): Value {
  return typeof value === 'string' && value.length > CELL_CHARACTERS ? `${firstOf(value, CELL_CHARACTERS)}…` : value
}

function holds(value: Value, wanted: string): boolean {
  return value !== null && String(value).toLowerCase().includes(wanted)
}

const byWords = new Intl.Collator('en', { numeric: true })

function byLetters(a: string, b: string): number {
  return a < b ? -1 : Number(a > b)
}

/** Numbers by size, texts by `words`, what is nothing always at the end. */
function compare(a: Value, b: Value, turn: 1 | -1, words: (a: string, b: string) => number): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null)
  if (typeof a === 'number' && typeof b === 'number') return turn * (a - b)
  return turn * words(String(a), String(b))
}
