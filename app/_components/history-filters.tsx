import type { Words } from '@/lib/language/words'
import { CAUSES } from '@/lib/runs/failure'
import { isFiltered, type RunQuery, STATUSES, statusesOf, TRIGGERS } from '@/lib/runs/run-query'
import { Filter, FilterBar, MoreFilters, SelectFilter } from './filter-bar'

interface Choice {
  readonly slug: string
  readonly name: string
}

interface HistoryFiltersProps {
  readonly path: '/runs' | '/admin/runs'
  /** The list without filters, whatever it opens with. */
  readonly bare: string
  readonly query: RunQuery
  /** To choose from. */
  readonly flows: readonly Choice[]
  readonly workspaces: readonly Choice[]
  readonly words: Words['runs']
}

/** What a history can be asked for: the usual in one row, the rest behind a word. */
export function HistoryFilters({ path, bare, query, flows, workspaces, words }: HistoryFiltersProps) {
  const [status, ...further] = statusesOf(query)
  return (
    <FilterBar
      action={path}
      label={words.filters}
      applyLabel={words.apply}
      clearLabel={isFiltered(query) ? words.clear : undefined}
      clearHref={bare}
    >
      {bare !== path && <input type="hidden" name="views" value="none" />}
      {query.columns !== '' && <input type="hidden" name="columns" value={query.columns} />}
      <TextFilter type="search" label={words.search} name="q" value={query.q} />
      <SelectFilter
        label={words.status}
        name="status"
        chosen={status ?? ''}
        options={STATUSES.map((known) => ({ value: known, label: words.statuses[known] }))}
        any={words.anyStatus}
      />
      <SelectFilter
        label={words.flow}
        name="flow"
        chosen={query.flow}
        options={flows.map(({ slug, name }) => ({ value: slug, label: name }))}
        any={words.anyFlow}
      />
      <TextFilter type="date" label={words.from} name="from" value={query.from} />
      <TextFilter type="date" label={words.to} name="to" value={query.to} />
      <MoreFilters label={words.moreFilters} isOpen={asksMore(query) || further.length > 0}>
        {path === '/admin/runs' && (
          <TextFilter label={words.startedBy} name="person" value={query.person} hint={words.personHint} />
        )}
        <SelectFilter
          label={words.trigger}
          name="trigger"
          chosen={query.trigger}
          options={TRIGGERS.map((trigger) => ({ value: trigger, label: words.triggers[trigger] }))}
          any={words.anyTrigger}
        />
        <SelectFilter
          label={words.cause}
          name="cause"
          chosen={query.cause}
          options={CAUSES.map((cause) => ({ value: cause, label: words.causes[cause] }))}
          any={words.anyCause}
        />
        <SelectFilter
          label={words.workspace}
          name="workspace"
          chosen={query.workspace}
          options={workspaces.map(({ slug, name }) => ({ value: slug, label: name }))}
          any={words.anyWorkspace}
        />
        <TextFilter label={words.atLeast} name="atLeast" value={query.atLeast} hint={words.lengthHint} />
        <TextFilter label={words.atMost} name="atMost" value={query.atMost} hint={words.lengthHint} />
        <TextFilter label={words.input} name="input" value={query.input} hint={words.inputHint} />
        <TextFilter label={words.error} name="error" value={query.error} />
        <FurtherStatuses chosen={further} words={words} />
      </MoreFilters>
    </FilterBar>
  )
}

function asksMore({ person, trigger, cause, workspace, atLeast, atMost, input, error }: RunQuery): boolean {
  return [person, trigger, cause, workspace, atLeast, atMost, input, error].some((value) => value !== '')
}

interface TextFilterProps {
  readonly label: string
  readonly name: keyof RunQuery
  readonly value: string
  readonly type?: 'text' | 'search' | 'date'
  /** An example of what can be typed. */
  readonly hint?: string
}

function TextFilter({ label, name, value, type = 'text', hint }: TextFilterProps) {
  return (
    <Filter label={label}>
      <input type={type} name={name} key={value} defaultValue={value} placeholder={hint} />
    </Filter>
  )
}

/** The first status is chosen in the row; these are shown beside it. */
function FurtherStatuses({ chosen, words }: { readonly chosen: readonly string[]; readonly words: Words['runs'] }) {
  return (
    <fieldset key={chosen.join()}>
      <legend>{words.furtherStatuses}</legend>
      {STATUSES.map((status) => (
        <label key={status}>
          <input type="checkbox" name="status" value={status} defaultChecked={chosen.includes(status)} />
          {words.statuses[status]}
        </label>
      ))}
    </fieldset>
  )
}
