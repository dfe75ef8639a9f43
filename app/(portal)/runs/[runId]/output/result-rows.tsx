import { CopyButton } from '@/app/_components/copy-button'
import { Pager } from '@/app/_components/pager'
import { type ColumnSort, ResultTable } from '@/app/_components/result-table'
import type { Words } from '@/lib/language/words'
import { COLUMNS_SHOWN, type LookedTable, lookAtTable, ROWS_A_PAGE } from '@/lib/results/table-look'
import type { WholeTable } from '@/lib/results/whole-table'
import { FindBar } from './find-bar'
import { type OutputLook, outputHref } from './output-look'

interface ResultRowsProps {
  readonly table: WholeTable
  readonly look: OutputLook
  readonly words: Words['results']
}

/** The rows of a result, sorted and searched by the address. */
export function ResultRows({ table, look, words }: ResultRowsProps) {
  const looked = lookAtTable(table, look)
  const { shown, found } = looked
  const rows = shown.map(({ cells }) => cells)
  const columns = table.columns.slice(0, COLUMNS_SHOWN)
  const isFiltered = look.find !== ''
  return (
    <>
      <FindBar look={look} words={words} />
      {found === 0 && isFiltered ? (
        <p role="status">{words.noRows}</p>
      ) : (
        <ResultTable
          label={words.title(look.task)}
          columns={columns}
          rows={rows}
          nullText={words.empty}
          sortOf={(at) => sortOf(look, at, words, table.columns[at] ?? '')}
          isTall
        />
      )}
      {columns.length < table.columns.length && <p>{words.columnsShown(columns.length, table.columns.length)}</p>}
      <Pager
        label={words.pages}
        summary={`${isFiltered ? words.rowsFound(found, table.rows.length) : words.rows(found)}. ${shownOf(looked, look, words)}`}
        newer={look.from > 0 ? pageAt(look, look.from - ROWS_A_PAGE, words.before) : undefined}
        older={look.from + shown.length < found ? pageAt(look, look.from + shown.length, words.after) : undefined}
      />
      <CopyButton
        label={words.copy}
        copiedLabel={words.copied}
        text={[columns, ...rows].map((row) => row.map(tabbed).join('\t')).join('\n')}
      />
    </>
  )
}

/** A spreadsheet takes a tab for the next cell, and a line's end for the next row. */
function tabbed(value: WholeTable['rows'][number][number]): string {
  return value === null ? '' : String(value).replaceAll(/[\t\r\n]+/g, ' ')
}

function shownOf({ shown, found }: LookedTable, { from }: OutputLook, words: Words['results']): string {
  return shown.length < found ? words.rowsShown(from + 1, from + shown.length) : ''
}

function pageAt(look: OutputLook, from: number, label: string) {
  return { href: outputHref(look, { from: Math.max(0, from) }), label }
}

/** Once for the smallest first, again for the largest, a third time for the rows as they came. */
function sortOf(look: OutputLook, at: number, words: Words['results'], column: string): ColumnSort {
  const isSorted = look.sort === at
  const next = !isSorted
    ? { sort: at, descending: false }
    : look.descending
      ? { sort: undefined, descending: false }
      : { sort: at, descending: true }
  return {
    href: outputHref(look, { ...next, from: 0 }),
    label: words.sortedBy(column),
    order: isSorted ? (look.descending ? 'descending' : 'ascending') : undefined,
  }
}
