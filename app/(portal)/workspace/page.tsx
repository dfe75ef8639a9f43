import { CommandBar } from '@/app/_components/command-bar'
import { EmptyState } from '@/app/_components/empty-state'
import { Filter, FilterBar, SelectFilter } from '@/app/_components/filter-bar'
import { PageHead } from '@/app/_components/page-head'
import { Pager } from '@/app/_components/pager'
import { Tabs } from '@/app/_components/tabs'
import { attempt, currentWords, pageViewer } from '@/app/_edge'
import { page, pageTitle } from '@/app/_page'
import type { Connector } from '@/lib/connectors/connector'
import { principalOf } from '@/lib/connectors/security'
import { listConnectors } from '@/lib/connectors/server/list-connectors'
import { hasRole } from '@/lib/identity/roles'
import type { Viewer } from '@/lib/identity/viewer'
import type { Words } from '@/lib/language/words'
import { browseWorkspace } from '@/lib/workspace/server/browse-workspace'
import { parseWorkspaceQuery, TABS, type WorkspaceQuery, workspaceHref } from '@/lib/workspace/workspace-query'
import type { WorkspaceList } from '@/lib/workspace/workspace-rows'
import { ThingList } from './thing-list'
import { WorkspaceRefusal } from './workspace-refusal'

export const generateMetadata = pageTitle(async () => (await currentWords()).workspace.title)

export default page(WorkspacePage)

/** Jobs, warehouses and clusters of a workspace as the viewer's own token sees them. The workspace is asked at each view. */
async function WorkspacePage({ searchParams }: PageProps<'/workspace'>) {
  const asked = parseWorkspaceQuery(await searchParams)
  const here = workspaceHref(asked)
  const viewer = await pageViewer(here)
  const { workspace: words, shell, errors } = await currentWords()
  const connectors = await listConnectors(viewer)
  const connector = connectors.find(({ slug }) => slug === asked.connector) ?? connectors[0]
  if (!connector) {
    return (
      <>
        <PageHead title={words.title} />
        <EmptyState icon="connector" text={words.noConnector} />
      </>
    )
  }
  const flowHref = hasRole(viewer.roles, 'Portal.Maker')
    ? (job: string) => `/make/flows/new?${new URLSearchParams({ connector: connector.slug, job })}`
    : undefined
  const found = await attempt(() => browseWorkspace(viewer, connector, asked))
  return (
    <>
      <CommandBar
        label={shell.commands}
        moreLabel={shell.more}
        commands={[{ key: 'refresh', label: shell.refresh, icon: 'refresh', href: here, plain: true }]}
      />
      <PageHead
        title={words.title}
        text={words.asWhom(nameOf(viewer, connector, words), connector.name, new URL(connector.origin).host)}
      />
      <Tabs
        label={words.tabList}
        tabs={TABS.map((tab) => ({
          href: workspaceHref({ ...asked, q: '', page: '', tab }),
          label: words.tabs[tab],
          current: tab === asked.tab,
        }))}
      />
      <Filters asked={asked} connectors={connectors} words={words} />
      {found.ok ? (
        <Found list={found.value} asked={asked} words={words} flowHref={flowHref} />
      ) : (
        <WorkspaceRefusal error={found.error} viewer={viewer} here={here} words={words} errors={errors} />
      )}
    </>
  )
}

/** Who asks, for people: the viewer, or whom the connector calls as for everybody. */
function nameOf({ userName }: Viewer, { security }: Connector, words: Words['workspace']): string {
  const principal = principalOf(security)
  return principal ? words.principal(principal.name) : userName
}

interface FiltersProps {
  readonly asked: WorkspaceQuery
  readonly connectors: readonly { readonly slug: string; readonly name: string }[]
  readonly words: Words['workspace']
}

function Filters({ asked, connectors, words }: FiltersProps) {
  return (
    <FilterBar
      action="/workspace"
      label={words.filters}
      applyLabel={words.apply}
      clearLabel={asked.q || asked.connector ? words.clear : undefined}
    >
      <input type="hidden" name="tab" value={asked.tab} />
      <Filter label={words.search[asked.tab]}>
        <input type="search" name="q" key={asked.q} defaultValue={asked.q} />
      </Filter>
      {connectors.length > 1 && (
        <SelectFilter
          label={words.connector}
          name="connector"
          chosen={asked.connector}
          options={connectors.map(({ slug, name }) => ({ value: slug, label: name }))}
        />
      )}
    </FilterBar>
  )
}

interface FoundProps {
  readonly list: WorkspaceList
  readonly asked: WorkspaceQuery
  readonly words: Words['workspace']
  readonly flowHref: ((jobId: string) => string) | undefined
}

function Found({ list, asked, words, flowHref }: FoundProps) {
  const { tab, rows, nextPage } = list
  const first = asked.page ? { href: workspaceHref(asked, { page: '' }), label: words.first } : undefined
  const next = nextPage ? { href: workspaceHref(asked, { page: nextPage }), label: words.next } : undefined
  return (
    <>
      {rows.length === 0 ? (
        <EmptyState icon="database" text={asked.q || asked.page ? words.noneFound : words.none[tab]} />
      ) : (
        <ThingList list={list} words={words} flowHref={flowHref} />
      )}
      <Pager
        label={words.pages}
        summary={asked.q && nextPage ? words.notAllSearched : undefined}
        newer={first}
        older={next}
      />
    </>
  )
}
