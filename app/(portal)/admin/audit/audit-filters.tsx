import { Filter, FilterBar, MoreFilters, SelectFilter } from '@/app/_components/filter-bar'
import { AUDIT_ACTIONS } from '@/lib/audit/audit-actions'
import { type AuditQuery, isFiltered, OUTCOMES } from '@/lib/audit/audit-query'
import type { Words } from '@/lib/language/words'
import { actionName } from './audit-words'

interface AuditFiltersProps {
  readonly asked: AuditQuery
  readonly words: Words['auditLog']
}

export function AuditFilters({ asked, words }: AuditFiltersProps) {
  const actions = Object.keys(AUDIT_ACTIONS).map((action) => ({ value: action, label: actionName(action, words) }))
  return (
    <FilterBar
      action="/admin/audit"
      label={words.filters}
      applyLabel={words.apply}
      clearLabel={isFiltered(asked) ? words.clear : undefined}
    >
      <Filter label={words.actor}>
        <input name="actor" key={asked.actor} defaultValue={asked.actor} autoComplete="off" />
      </Filter>
      <SelectFilter
        label={words.action}
        name="action"
        chosen={asked.action}
        options={actions.toSorted((one, other) => one.label.localeCompare(other.label, 'en'))}
        any={words.anyAction}
      />
      <SelectFilter
        label={words.result}
        name="result"
        chosen={asked.result}
        options={OUTCOMES.map((outcome) => ({ value: outcome, label: words.results[outcome] }))}
        any={words.anyResult}
      />
      <Filter label={words.from}>
        <input type="date" name="from" key={asked.from} defaultValue={asked.from} />
      </Filter>
      <Filter label={words.to}>
        <input type="date" name="to" key={asked.to} defaultValue={asked.to} />
      </Filter>
      <MoreFilters label={words.moreFilters} isOpen={asked.target + asked.source !== ''}>
        <Filter label={words.target}>
          <input
            name="target"
            key={asked.target}
            defaultValue={asked.target}
            placeholder={words.targetHint}
            autoComplete="off"
          />
        </Filter>
        <Filter label={words.source}>
          <input name="source" key={asked.source} defaultValue={asked.source} autoComplete="off" />
        </Filter>
      </MoreFilters>
    </FilterBar>
  )
}
