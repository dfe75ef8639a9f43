import type { ReactNode } from 'react'
import type { ExportFormat } from '@/lib/exports/export-format'
import type { listFlowNames } from '@/lib/flows/server/list-flows'
import type { Words } from '@/lib/language/words'
import type { BulkKind } from '@/lib/runs/bulk'
import { chosenColumns, type RunColumn } from '@/lib/runs/run-columns'
import { isFiltered, type RunQuery, runQueryString } from '@/lib/runs/run-query'
import type { SavedView, ViewProblem } from '@/lib/runs/saved-view'
import type { RunPage } from '@/lib/runs/server/list-runs'
import { Button } from './button'
import { ColumnChooser } from './column-chooser'
import { type Command, CommandBar } from './command-bar'
import { EmptyState } from './empty-state'
import { HistoryFilters } from './history-filters'
import { LinkButton } from './link-button'
import { Live } from './live'
import { MessageBar } from './message-bar'
import { PageHead } from './page-head'
import { Pager } from './pager'
import { RunList } from './run-list'
import { runListWords } from './run-list-words'
import { SavedViews } from './saved-views'
import { Sentence } from './sentence'
import { Time } from './time'

/** The form of the runs that are chosen in the list. */
const COMPARE = 'compare'

interface HistoryPageProps {
  readonly path: '/runs' | '/admin/runs'
  readonly title: string
  readonly lead: string
  readonly notices?: ReactNode
  /** Said when there is not one run at all. */
  readonly none: string
  readonly columns: readonly RunColumn[]
  readonly query: RunQuery
  readonly page: RunPage
  /** To choose from in the filter. */
  readonly choices: Awaited<ReturnType<typeof listFlowNames>>
  readonly views: readonly SavedView[]
  /** What came of a change of the views just now. */
  readonly viewsChanged: ViewProblem | 'open' | undefined
  readonly words: Words
  readonly now: number
}

/** A list of runs with its filters in the URL, kept up to date while some row may change. */
export function HistoryPage({
  path,
  title,
  lead,
  notices,
  none,
  columns,
  query,
  page,
  choices,
  views,
  viewsChanged,
  words,
  now,
}: HistoryPageProps) {
  const { runs: text, shell } = words
  // Without a word of how, a list opens with the view that the person begins with.
  const bare = views.some(({ isStart }) => isStart) ? `${path}?views=none` : path
  const here = hrefOf(bare, path, query)
  const everybody = path === '/admin/runs'
  const shown = chosenColumns(query.columns, columns)
  const api = new URLSearchParams(runQueryString(query))
  if (everybody) api.set('all', '1')
  return (
    <>
      <CommandBar
        label={shell.commands}
        moreLabel={shell.more}
        commands={[
          { key: 'refresh', label: shell.refresh, icon: 'refresh', href: here, plain: true },
          { key: 'figures', label: words.figures.open, icon: 'calendar', href: figuresOf(path, query), plain: true },
          ...(['csv', 'json'] as const).map((format) => exportCommand(format, query, everybody, text)),
          bulkCommand('cancel', query, everybody, text),
          ...(everybody ? [] : [bulkCommand('again', query, everybody, text)]),
        ]}
        end={
          <Live
            url={`/api/runs?${api}`}
            stream={`/api/live?runs=${everybody ? 'all' : 'mine'}`}
            version={page.version}
            active={page.active}
            at={now}
            now={now}
            words={{ updated: shell.updated, notUpdated: shell.notUpdated }}
          />
        }
      />
      <PageHead title={title} text={lead} />
      {notices}
      <HistoryFilters path={path} bare={bare} query={query} {...choices} words={text} />
      <ColumnChooser path={path} bare={bare} query={query} shown={shown} words={text} />
      <SavedViews
        list={everybody ? 'all' : 'mine'}
        views={views}
        address={runQueryString(query, { after: '', before: '' })}
        changed={viewsChanged}
        words={text}
      />
      <SearchLimits page={page} words={text} />
      {page.runs.length === 0 ? (
        <NoRuns filtered={isFiltered(query)} stopped={page.stoppedAt !== undefined} none={none} words={text} />
      ) : (
        <RunList
          label={text.list}
          runs={page.runs}
          columns={shown}
          words={runListWords(text)}
          now={now}
          selectFor={COMPARE}
        />
      )}
      {page.runs.length > 1 && (
        <form id={COMPARE} action="/runs/compare">
          <Button type="submit">{words.compare.select}</Button>
        </form>
      )}
      <Pager
        label={text.pages}
        newer={pageLink(path, query, { before: page.newer ?? '', after: '' }, text.newer)}
        older={pageLink(path, query, { after: page.older ?? '', before: '' }, olderLabel(page, query, text))}
      />
    </>
  )
}

function hrefOf(bare: string, path: string, query: RunQuery): string {
  const asked = runQueryString(query)
  return asked ? `${path}${asked}` : bare
}

function figuresOf(path: string, { flow }: RunQuery): string {
  return `${path}/figures${flow ? `?flow=${flow}` : ''}`
}

/** All that fits, and not the page alone. */
function exportCommand(format: ExportFormat, query: RunQuery, everybody: boolean, words: Words['runs']): Command {
  const asked = new URLSearchParams(runQueryString(query, { columns: '', after: '', before: '' }))
  if (everybody) asked.set('all', '1')
  asked.set('format', format)
  return {
    key: format,
    label: words.exports[format],
    icon: 'download',
    href: `/api/runs/export?${asked}`,
    plain: true,
  }
}

function bulkCommand(kind: BulkKind, query: RunQuery, everybody: boolean, words: Words['runs']): Command {
  const asked = new URLSearchParams(runQueryString(query, { columns: '', after: '', before: '' }))
  asked.set('do', kind)
  if (everybody) asked.set('list', 'all')
  const [label, icon] = kind === 'cancel' ? [words.cancelAll, 'stop' as const] : [words.againAll, 'repeat' as const]
  return { key: kind, label, icon, href: `/runs/bulk?${asked}`, plain: true }
}

function pageLink(path: string, query: RunQuery, change: Partial<RunQuery>, label: string) {
  if (!change.after && !change.before) return undefined
  return { href: `${path}${runQueryString(query, change)}`, label }
}

/** Forwards a page that is not full goes on where the search stopped. */
function olderLabel({ stoppedAt }: RunPage, { before }: RunQuery, words: Words['runs']): string {
  return stoppedAt !== undefined && before === '' ? words.searchFurther : words.older
}

interface NoRunsProps {
  readonly filtered: boolean
  readonly stopped: boolean
  readonly none: string
  readonly words: Words['runs']
}

function NoRuns({ filtered, stopped, none, words }: NoRunsProps) {
  if (filtered) return <EmptyState icon="filter" text={stopped ? words.noneFoundSoFar : words.noneFound} />
  return (
    <EmptyState icon="history" text={none}>
      <LinkButton href="/">{words.goHome}</LinkButton>
    </EmptyState>
  )
}

/** Where a search stopped short of what it was asked for. */
function SearchLimits({ page, words }: { readonly page: RunPage; readonly words: Words['runs'] }) {
  const { stoppedAt, tooManyPeople } = page
  return (
    <>
      {tooManyPeople && <MessageBar tone="info">{words.tooManyPeople}</MessageBar>}
      {stoppedAt !== undefined && (
        <MessageBar tone="info">
          <Sentence text={words.stopped} part={<Time at={stoppedAt} />} />
        </MessageBar>
      )}
    </>
  )
}
