import { ActionButton } from '@/app/_components/action-button'
import { Breadcrumbs } from '@/app/_components/breadcrumbs'
import { EmptyState } from '@/app/_components/empty-state'
import { Filter, FilterBar, SelectFilter } from '@/app/_components/filter-bar'
import { PageHead } from '@/app/_components/page-head'
import { attempt, currentWords, pageViewer } from '@/app/_edge'
import { page, pageTitle } from '@/app/_page'
import { JobsToPick } from '@/app/(portal)/make/flows/jobs-to-pick'
import { connectorsToBeginWith, jobsToBeginWith } from '@/lib/drafts/server/begin-flow'
import { isOfWorkspace } from '@/lib/errors'
import { beginFlowAction, beginStatementAction } from './actions'

export const generateMetadata = pageTitle(async () => (await currentWords()).make.pickTitle)

export default page(NewFlowPage)

/** The jobs that the viewer may see, each with a button that makes a flow from it. `?job=` is one of them, by its id. */
async function NewFlowPage({ searchParams }: PageProps<'/make/flows/new'>) {
  const { q, job, connector: wanted } = await searchParams
  const text = [job, q].find((param) => typeof param === 'string')?.toString() ?? ''
  const viewer = await pageViewer(`/make/flows/new?${new URLSearchParams({ q: text })}`)
  const connectors = await connectorsToBeginWith(viewer)
  const connector = connectors.find(({ slug }) => slug === wanted) ?? connectors[0]
  const { make: words, shell, errors, workspace } = await currentWords()
  const found = connector && (await attempt(() => jobsToBeginWith(viewer, connector, text)))
  if (found && !found.ok && !isOfWorkspace(found.error.code)) throw found.error
  return (
    <>
      <Breadcrumbs
        label={shell.breadcrumb}
        trail={[{ href: '/make/flows', label: words.flows }]}
        current={words.pickTitle}
      />
      <PageHead title={words.pickTitle} text={words.pickLead}>
        {connector && (
          <ActionButton
            action={beginStatementAction}
            hidden={{ connector: connector.slug }}
            look="default"
            text={words.beginStatement}
            failed={words.notBegun}
          />
        )}
      </PageHead>
      <FilterBar action="/make/flows/new" label={words.find} applyLabel={words.find} clearLabel={undefined}>
        {connectors.length > 1 && (
          <SelectFilter
            label={words.columns.connector}
            name="connector"
            chosen={connector?.slug}
            options={connectors.map(({ slug, name }) => ({ value: slug, label: name }))}
          />
        )}
        <Filter label={words.pickSearch}>
          <input type="search" name="q" key={text} defaultValue={text} />
        </Filter>
      </FilterBar>
      {connector && found ? (
        <JobsToPick found={found} words={{ make: words, errors, workspace }}>
          {(job) => (
            <ActionButton
              action={beginFlowAction}
              hidden={{ connector: connector.slug, job: job.jobId }}
              look="default"
              label={words.beginFrom(job.settings.name ?? job.jobId)}
              text={words.begin}
              failed={words.notBegun}
            />
          )}
        </JobsToPick>
      ) : (
        <EmptyState icon="connector" text={words.noConnector} />
      )}
    </>
  )
}
