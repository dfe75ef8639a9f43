import type { Words } from '@/lib/language/words'
import { COLUMNS, inputsAmong, type RunColumn } from '@/lib/runs/run-columns'
import { type RunQuery, runQueryString } from '@/lib/runs/run-query'
import { Button } from './button'
import { MoreFilters } from './filter-bar'
import { PageLink } from './page-link'

interface ColumnChooserProps {
  readonly path: string
  /** The list without filters, whatever it opens with. */
  readonly bare: string
  readonly query: RunQuery
  readonly shown: readonly RunColumn[]
  readonly words: Words['runs']
}

/** Which columns a list has: a form of its own, which leaves the filters as they are. */
export function ColumnChooser({ path, bare, query, shown, words }: ColumnChooserProps) {
  const filters = new URLSearchParams(runQueryString(query, { columns: '' }))
  const usual = filters.size > 0 ? `${path}?${filters}` : bare
  return (
    <MoreFilters label={words.columns} isOpen={false}>
      <form action={path}>
        {[...filters].map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
        <fieldset key={shown.join()}>
          <legend>{words.columnsLead}</legend>
          {COLUMNS.map((column) => (
            <label key={column}>
              <input type="checkbox" name="columns" value={column} defaultChecked={shown.includes(column)} />{' '}
              {words[column]}
            </label>
          ))}
          <label>
            {words.columnsOfInputs}{' '}
            <input
              name="columns"
              defaultValue={inputsAmong(shown).join(', ')}
              placeholder={words.columnsOfInputsHint}
            />
          </label>
        </fieldset>
        <Button type="submit">{words.showColumns}</Button>{' '}
        {query.columns !== '' && <PageLink href={usual}>{words.usualColumns}</PageLink>}
      </form>
    </MoreFilters>
  )
}
