import type { ReactNode } from 'react'
import { Button } from './button'
import styles from './filter-bar.module.css'
import { PageLink } from './page-link'
import { SubmitOnSelect } from './submit-on-select'

interface FilterBarProps {
  /** The list's own address: a GET, so that the filters stand in the URL. */
  readonly action: string
  readonly label: string
  readonly applyLabel: string
  /** Only where there is something to clear. */
  readonly clearLabel: string | undefined
  /** Where the list is without filters; its address where nothing is said. */
  readonly clearHref?: string | undefined
  /** <Filter> elements with an input or a select each. */
  readonly children: ReactNode
}

/** The filters of a list in one row. A change of a select submits at once where scripts run. */
export function FilterBar({ action, label, applyLabel, clearLabel, clearHref = action, children }: FilterBarProps) {
  return (
    <search aria-label={label}>
      <SubmitOnSelect action={action} className={styles.bar}>
        {children}
        <div className={styles.end}>
          <Button type="submit" icon="filter">
            {applyLabel}
          </Button>
          {clearLabel && <PageLink href={clearHref}>{clearLabel}</PageLink>}
        </div>
      </SubmitOnSelect>
    </search>
  )
}

interface MoreFiltersProps {
  readonly label: string
  /** Some of them are in use. */
  readonly isOpen: boolean
  readonly children: ReactNode
}

/** Filters that few people need, in a row of their own that opens. */
export function MoreFilters({ label, isOpen, children }: MoreFiltersProps) {
  return (
    <details className={styles.more} open={isOpen}>
      <summary>{label}</summary>
      <div className={styles.bar}>{children}</div>
    </details>
  )
}

/** One filter with its label above. */
export function Filter({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the control is the child
    <label className={styles.filter}>
      <span>{label}</span>
      {children}
    </label>
  )
}

interface SelectFilterProps {
  readonly label: string
  /** Of the parameter in the URL. */
  readonly name: string
  readonly chosen: string | undefined
  readonly options: readonly { readonly value: string; readonly label: string }[]
  /** "Any flow", where none need be chosen. */
  readonly any?: string
}

/** A filter that is one of a list. */
export function SelectFilter({ label, name, chosen, options, any }: SelectFilterProps) {
  return (
    <Filter label={label}>
      <select name={name} key={chosen} defaultValue={chosen}>
        {any !== undefined && <option value="">{any}</option>}
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </Filter>
  )
}
