import { DetailsList } from '@/app/_components/details-list'
import { EmptyState } from '@/app/_components/empty-state'
import { Filter, FilterBar } from '@/app/_components/filter-bar'
import { PageHead } from '@/app/_components/page-head'
import { PageLink } from '@/app/_components/page-link'
import { Pager } from '@/app/_components/pager'
import { Time } from '@/app/_components/time'
import { currentWords, pageViewer } from '@/app/_edge'
import { page, pageTitle } from '@/app/_page'
import type { Words } from '@/lib/language/words'
import { parsePeopleQuery, peopleHref } from '@/lib/people/people-query'
import type { PersonRow } from '@/lib/people/person'
import { listPeople } from '@/lib/people/server/list-people'

export const generateMetadata = pageTitle(async () => (await currentWords()).people.title)

export default page(PeoplePage)

/** Everybody who was ever let in. For Admins. */
async function PeoplePage({ searchParams }: PageProps<'/admin/people'>) {
  const asked = parsePeopleQuery(await searchParams)
  const viewer = await pageViewer(peopleHref(asked.q))
  const found = await listPeople(viewer, asked)
  const words = await currentWords()
  const { people: text } = words
  return (
    <>
      <PageHead title={text.title} text={text.lead} />
      <FilterBar
        action="/admin/people"
        label={text.filters}
        applyLabel={text.apply}
        clearLabel={asked.q ? text.clear : undefined}
      >
        <Filter label={text.search}>
          <input type="search" name="q" key={asked.q} defaultValue={asked.q} placeholder={text.searchHint} />
        </Filter>
      </FilterBar>
      {found.people.length === 0 ? (
        <EmptyState icon="people" text={asked.q ? text.noneFound : text.none} />
      ) : (
        <PeopleTable people={found.people} words={words} />
      )}
      <Pager
        label={text.pages}
        newer={found.previous && { href: peopleHref(asked.q, { before: found.previous }), label: text.previous }}
        older={found.next && { href: peopleHref(asked.q, { after: found.next }), label: text.next }}
      />
    </>
  )
}

function PeopleTable({ people, words }: { readonly people: readonly PersonRow[]; readonly words: Words }) {
  const { people: text, shell } = words
  return (
    <DetailsList
      label={text.list}
      rows={people}
      rowKey={({ id }) => id}
      columns={[
        {
          key: 'name',
          label: text.name,
          cell: ({ id, displayName }) => <PageLink href={`/admin/people/${id}`}>{displayName}</PageLink>,
        },
        { key: 'account', label: text.account, cell: ({ userName }) => userName },
        {
          key: 'roles',
          label: text.roles,
          cell: ({ roles }) => roles.map((role) => shell.roles[role]).join(', ') || text.noRoles,
        },
        {
          key: 'last',
          label: text.lastSignIn,
          cell: ({ lastSignInAt }) => <Time at={lastSignInAt} />,
          oneLine: true,
        },
        { key: 'connections', label: text.connections, cell: ({ connections }) => connections },
        { key: 'runs', label: text.activeRuns, cell: ({ activeRuns }) => activeRuns },
      ]}
    />
  )
}
