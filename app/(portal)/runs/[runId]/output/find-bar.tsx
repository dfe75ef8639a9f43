import { Filter, FilterBar } from '@/app/_components/filter-bar'
import type { Words } from '@/lib/language/words'
import { type OutputLook, outputHref } from './output-look'

interface FindBarProps {
  readonly look: OutputLook
  readonly words: Words['results']
}

/** Looks for words in a result; how it is sorted and shown stays. */
export function FindBar({ look, words }: FindBarProps) {
  const { path, find } = look
  const kept = new URL(outputHref(look, { find: '', from: 0, until: undefined }), 'http://here').searchParams
  return (
    <FilterBar
      action={path}
      label={words.search}
      applyLabel={words.apply}
      clearLabel={find === '' ? undefined : words.clear}
      clearHref={`${path}?${kept}`}
    >
      {[...kept].map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <Filter label={words.search}>
        <input type="search" name="find" key={find} defaultValue={find} maxLength={200} />
      </Filter>
    </FilterBar>
  )
}
