import { Filter, FilterBar, MoreFilters, SelectFilter } from '@/app/_components/filter-bar'
import type { SignInResource } from '@/lib/identity/server/list-sign-ins'
import { isFiltered, SIGN_IN_KINDS, type SignInQuery } from '@/lib/identity/sign-in-query'
import type { Words } from '@/lib/language/words'

interface SignInFiltersProps {
  readonly path: '/sign-ins' | '/admin/sign-ins'
  readonly asked: SignInQuery
  readonly resources: readonly SignInResource[]
  readonly words: Words['signInLog']
}

export function SignInFilters({ path, asked, resources, words }: SignInFiltersProps) {
  return (
    <FilterBar
      action={path}
      label={words.filters}
      applyLabel={words.apply}
      clearLabel={isFiltered(asked) ? words.clear : undefined}
    >
      <Filter label={words.search}>
        <input type="search" name="q" key={asked.q} defaultValue={asked.q} placeholder={words.searchHint} />
      </Filter>
      <SelectFilter
        label={words.kind}
        name="kind"
        chosen={asked.kind}
        options={SIGN_IN_KINDS.map((kind) => ({ value: kind, label: words.kinds[kind] }))}
        any={words.anyKind}
      />
      <SelectFilter
        label={words.result}
        name="result"
        chosen={asked.result}
        options={(['success', 'failure'] as const).map((result) => ({ value: result, label: words[result] }))}
        any={words.anyResult}
      />
      <Filter label={words.from}>
        <input type="date" name="from" key={asked.from} defaultValue={asked.from} />
      </Filter>
      <Filter label={words.to}>
        <input type="date" name="to" key={asked.to} defaultValue={asked.to} />
      </Filter>
      <MoreFilters label={words.moreFilters} isOpen={asksMore(asked)}>
        {path === '/admin/sign-ins' && <Text label={words.user} name="user" value={asked.user} />}
        <SelectFilter
          label={words.resource}
          name="resource"
          chosen={asked.resource}
          options={resources.map(({ id, name }) => ({ value: id, label: name }))}
          any={words.anyResource}
        />
        <Text label={words.correlationId} name="correlation" value={asked.correlation} />
        <Text label={words.run} name="run" value={asked.run} />
      </MoreFilters>
    </FilterBar>
  )
}

function asksMore({ user, resource, correlation, run }: SignInQuery): boolean {
  return [user, resource, correlation, run].some((value) => value !== '')
}

function Text({ label, name, value }: { readonly label: string; readonly name: string; readonly value: string }) {
  return (
    <Filter label={label}>
      <input name={name} key={value} defaultValue={value} autoComplete="off" />
    </Filter>
  )
}
