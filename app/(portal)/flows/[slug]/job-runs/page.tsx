import { Breadcrumbs } from '@/app/_components/breadcrumbs'
import { CommandBar } from '@/app/_components/command-bar'
import { EmptyState } from '@/app/_components/empty-state'
import { PageHead } from '@/app/_components/page-head'
import { Pager } from '@/app/_components/pager'
import { Tabs } from '@/app/_components/tabs'
import { attempt, currentWords, pageViewer } from '@/app/_edge'
import { page, pageTitle } from '@/app/_page'
import { WorkspaceRefusal } from '@/app/(portal)/workspace/workspace-refusal'
import type { Flow } from '@/lib/flows/flow'
import { jobsOf } from '@/lib/flows/obstacle'
import { getFlow } from '@/lib/flows/server/get-flow'
import { listJobRuns } from '@/lib/runs/server/list-job-runs'
import { JobRunList } from './job-run-list'

/** Databricks' own, of no promised length. */
const PAGE_TOKEN = /^[\x21-\x7e]{1,4000}$/

type Props = PageProps<'/flows/[slug]/job-runs'>

export const generateMetadata = pageTitle(async () => (await currentWords()).jobRuns.open)

export default page(JobRunsPage)

/** Runs of a flow's job as the viewer's own token sees them, started here or elsewhere. The workspace is asked at each view. */
async function JobRunsPage({ params, searchParams }: Props) {
  const { slug } = await params
  const asked = await searchParams
  const viewer = await pageViewer(`/flows/${slug}/job-runs`)
  const flow = await getFlow(viewer, slug)
  const words = await currentWords()
  const { jobRuns, shell } = words
  const jobs = jobsOf(flow.definition)
  const jobId = jobs.find((job) => job === asked.job) ?? jobs[0]
  const pageToken = typeof asked.page === 'string' && PAGE_TOKEN.test(asked.page) ? asked.page : ''
  const address = (job: string | undefined, token = '') =>
    `/flows/${slug}/job-runs?${new URLSearchParams({ ...(job && { job }), ...(token && { page: token }) })}`
  const here = address(jobId, pageToken)
  const found = jobId ? await attempt(() => listJobRuns(viewer, flow, { jobId, page: pageToken })) : undefined
  return (
    <>
      <CommandBar
        label={shell.commands}
        moreLabel={shell.more}
        commands={[{ key: 'refresh', label: shell.refresh, icon: 'refresh', href: here, plain: true }]}
      />
      <Breadcrumbs
        label={shell.breadcrumb}
        trail={[
          { href: '/', label: shell.nav.home },
          { href: `/flows/${slug}`, label: flow.title },
        ]}
        current={jobRuns.open}
      />
      <PageHead title={jobRuns.title(flow.title)} text={jobRuns.lead(flow.principal?.name ?? viewer.userName)} />
      {jobs.length > 1 && (
        <Tabs
          label={jobRuns.jobs}
          tabs={jobs.map((job) => ({
            href: address(job),
            label: jobRuns.job(nameOf(flow, job), job),
            current: job === jobId,
          }))}
        />
      )}
      {(!found || (found.ok && found.value.runs.length === 0)) && <EmptyState icon="history" text={jobRuns.none} />}
      {found?.ok && found.value.runs.length > 0 && (
        <JobRunList runs={found.value.runs} words={jobRuns} now={Date.now()} />
      )}
      {found?.ok && (
        <Pager
          label={jobRuns.pages}
          newer={pageToken ? { href: address(jobId), label: jobRuns.first } : undefined}
          older={
            found.value.nextPage ? { href: address(jobId, found.value.nextPage), label: jobRuns.next } : undefined
          }
        />
      )}
      {found && !found.ok && (
        <WorkspaceRefusal
          error={found.error}
          viewer={viewer}
          here={here}
          words={words.workspace}
          errors={words.errors}
        />
      )}
    </>
  )
}

function nameOf({ definition }: Flow, job: string): string {
  const step = definition.steps.find((one) => one.action === 'run_now' && one.jobId === job)
  return step?.name ?? ''
}
