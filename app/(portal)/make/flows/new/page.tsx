import { ActionButton } from '@/app/_components/action-button'
import { Breadcrumbs } from '@/app/_components/breadcrumbs'
import { type Column, DetailsList } from '@/app/_components/details-list'
import { EmptyState } from '@/app/_components/empty-state'
import { Filter, FilterBar, SelectFilter } from '@/app/_components/filter-bar'
import { MessageBar } from '@/app/_components/message-bar'
import { PageHead } from '@/app/_components/page-head'
import { type Attempt, attempt, currentWords, pageViewer } from '@/app/_edge'
import { page, pageTitle } from '@/app/_page'
import { connectorsToBeginWith, jobsToBeginWith } from '@/lib/drafts/server/begin-flow'
import { isOfWorkspace } from '@/lib/errors'
import type { Words } from '@/lib/language/words'
import { beginFlowAction, beginStatementAction } from './actions'

type Found = Awaited<ReturnType<typeof jobsToBeginWith>>
type Job = Found['jobs'][number]

export const generateMetadata = pageTitle(async () => (await currentWords()).make.pickTitle)

export default page(NewFlowPage)

/** The jobs that the viewer may see, each with a button that makes a flow from it. `?job=` is one of them, by its id. */
async function NewFlowPage({ searchParams }: PageProps<'/make/flows/new'>) {
  const { q, job, connector: wanted } = await searchParams
  const text = [job, q].find((param) => typeof param === 'string')?.toString() ?? ''
  const viewer = await pageViewer(`/make/flows/new?${new URLSearchParams({ q: text })}`)
  const connectors = await connectorsToBeginWith(viewer)
  const connector = connectors.find(({ slug }) => slug === wanted) ?? connectors[0]
  const { make: words, shell, errors } = await currentWords()
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
        <FoundJobs connector={connector.slug} found={found} words={words} errors={errors} />
      ) : (
        <EmptyState icon="connector" text={words.noConnector} />
      )}
    </>
  )
}

interface FoundJobsProps {
  readonly connector: string
  readonly found: Attempt<Found>
  readonly words: Words['make']
  readonly errors: Words['errors']
}

function FoundJobs({ connector, found, words, errors }: FoundJobsProps) {
  if (!found.ok) {
    const { title, next } = errors[found.error.code](found.error.facts)
    return (
      <MessageBar tone="error" title={`${words.notRead} ${title}`}>
        {next}
      </MessageBar>
    )
  }
  const { jobs, more } = found.value
  if (jobs.length === 0) return <EmptyState icon="search" text={words.noJobs} />
  return (
    <>
      <DetailsList
        label={words.jobs}
        columns={columnsOf(connector, words)}
        rows={jobs}
        rowKey={({ jobId }) => jobId}
      />
      {more && <p>{words.moreJobs}</p>}
    </>
  )
}

function columnsOf(connector: string, words: Words['make']): readonly Column<Job>[] {
  return [
    { key: 'job', label: words.job, cell: ({ settings }) => settings.name ?? words.noName },
    { key: 'id', label: words.jobId, cell: ({ jobId }) => jobId },
    { key: 'owner', label: words.jobOwner, cell: ({ creatorUserName }) => creatorUserName ?? '' },
    {
      key: 'begin',
      label: words.begin,
      hiddenLabel: true,
      cell: ({ jobId, settings }) => (
        <ActionButton
          action={beginFlowAction}
          hidden={{ connector, job: jobId }}
          look="default"
          label={words.beginFrom(settings.name ?? jobId)}
          text={words.begin}
          failed={words.notBegun}
        />
      ),
    },
  ]
}
