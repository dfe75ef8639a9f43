import type { ReactNode } from 'react'
import type { FlowCard } from '@/lib/flows/server/list-flows'
import type { Words } from '@/lib/language/words'
import { isFiltered, type RunQuery, runQueryString, STATUSES } from '@/lib/runs/run-query'
import type { RunPage } from '@/lib/runs/server/list-runs'
import { CommandBar } from './command-bar'
import { EmptyState } from './empty-state'
import { Filter, FilterBar, SelectFilter } from './filter-bar'
import { LinkButton } from './link-button'
import { Live } from './live'
import { PageHead } from './page-head'
import { Pager } from './pager'
import { RunList } from './run-list'
import { runListWords } from './run-list-words'
import type { RunColumn } from './run-table'

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
  readonly flows: readonly Pick<FlowCard, 'slug' | 'title'>[]
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
  flows,
  words,
  now,
}: HistoryPageProps) {
  const { runs: text, shell } = words
  const here = `${path}${runQueryString(query)}`
  const everybody = path === '/admin/runs'
  const api = new URLSearchParams(runQueryString(query))
  if (everybody) api.set('all', '1')
  return (
    <>
      <CommandBar
        label={shell.commands}
        moreLabel={shell.more}
        commands={[{ key: 'refresh', label: shell.refresh, icon: 'refresh', href: here, plain: true }]}
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
      <Filters path={path} query={query} flows={flows} words={text} />
      {page.runs.length === 0 ? (
        <NoRuns filtered={isFiltered(query)} none={none} words={text} />
      ) : (
        <RunList label={text.list} runs={page.runs} columns={columns} words={runListWords(text)} now={now} />
      )}
      <Pager
        label={text.pages}
        newer={pageLink(path, query, { before: page.newer ?? '', after: '' }, text.newer)}
        older={pageLink(path, query, { after: page.older ?? '', before: '' }, text.older)}
      />
    </>
  )
}

function pageLink(path: string, query: RunQuery, change: Partial<RunQuery>, label: string) {
  if (!change.after && !change.before) return undefined
  return { href: `${path}${runQueryString(query, change)}`, label }
}

function NoRuns(props: { readonly filtered: boolean; readonly none: string; readonly words: Words['runs'] }) {
  if (props.filtered) return <EmptyState icon="filter" text={props.words.noneFound} />
  return (
    <EmptyState icon="history" text={props.none}>
      <LinkButton href="/">{props.words.goHome}</LinkButton>
    </EmptyState>
  )
}

interface FiltersProps {
  readonly path: string
  readonly query: RunQuery
  readonly flows: readonly Pick<FlowCard, 'slug' | 'title'>[]
  readonly words: Words['runs']
}

function Filters({ path, query, flows, words }: FiltersProps) {
  return (
    <FilterBar
      action={path}
      label={words.filters}
      applyLabel={words.apply}
      clearLabel={isFiltered(query) ? words.clear : undefined}
    >
      <Filter label={words.search}>
        <input type="search" name="q" key={query.q} defaultValue={query.q} />
      </Filter>
      <SelectFilter
        label={words.status}
        name="status"
        chosen={query.status}
        options={STATUSES.map((status) => ({ value: status, label: words.statuses[status] }))}
        any={words.anyStatus}
      />
      <SelectFilter
        label={words.flow}
        name="flow"
        chosen={query.flow}
        options={flows.map(({ slug, title }) => ({ value: slug, label: title }))}
        any={words.anyFlow}
      />
      <Filter label={words.from}>
        <input type="date" name="from" key={query.from} defaultValue={query.from} />
      </Filter>
      <Filter label={words.to}>
        <input type="date" name="to" key={query.to} defaultValue={query.to} />
      </Filter>
    </FilterBar>
  )
}
