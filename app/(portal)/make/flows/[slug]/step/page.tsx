import { ActionButton } from '@/app/_components/action-button'
import { Breadcrumbs } from '@/app/_components/breadcrumbs'
import { Filter, FilterBar } from '@/app/_components/filter-bar'
import { PageHead } from '@/app/_components/page-head'
import { attempt, currentWords, pageViewer } from '@/app/_edge'
import { page, pageTitle } from '@/app/_page'
import { hiddenOf } from '@/app/(portal)/make/flows/[slug]/form-words'
import { partAddress, stepAddress } from '@/app/(portal)/make/flows/[slug]/part'
import { JobsToPick } from '@/app/(portal)/make/flows/jobs-to-pick'
import { jobsToBeginWith } from '@/lib/drafts/server/begin-flow'
import { openDraft } from '@/lib/drafts/server/open-draft'
import { isOfWorkspace } from '@/lib/errors'
import { addStepAction } from './actions'

export const generateMetadata = pageTitle(async () => (await currentWords()).make.stepTitle)

export default page(NewStepPage)

/** What a further step of a flow may be: a job that the viewer may see, or a statement. */
async function NewStepPage({ params, searchParams }: PageProps<'/make/flows/[slug]/step'>) {
  const { slug } = await params
  const { q } = await searchParams
  const text = typeof q === 'string' ? q : ''
  const path = stepAddress(slug)
  const viewer = await pageViewer(path)
  const opened = await openDraft(viewer, slug)
  const { make, shell, errors, workspace } = await currentWords()
  const found = await attempt(() => jobsToBeginWith(viewer, { id: opened.flow.connectorId }, text))
  if (!found.ok && !isOfWorkspace(found.error.code)) throw found.error
  const add = { action: addStepAction, look: 'default', failed: make.notAdded } as const
  return (
    <>
      <Breadcrumbs
        label={shell.breadcrumb}
        trail={[
          { href: '/make/flows', label: make.flows },
          { href: partAddress(slug, 'job'), label: opened.content.title },
        ]}
        current={make.stepTitle}
      />
      <PageHead title={make.stepTitle} text={make.stepLead}>
        <ActionButton {...add} hidden={{ ...hiddenOf(opened), statement: 'on' }} text={make.stepFromStatement} />
      </PageHead>
      <FilterBar action={path} label={make.find} applyLabel={make.find} clearLabel={undefined}>
        <Filter label={make.pickSearch}>
          <input type="search" name="q" key={text} defaultValue={text} />
        </Filter>
      </FilterBar>
      <JobsToPick found={found} words={{ make, errors, workspace }}>
        {({ jobId, settings }) => (
          <ActionButton
            {...add}
            hidden={{ ...hiddenOf(opened), job: jobId }}
            label={make.addJob(settings.name ?? jobId)}
            text={make.addShort}
          />
        )}
      </JobsToPick>
    </>
  )
}
