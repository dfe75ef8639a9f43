import type { ReactNode } from 'react'
import { DetailsList } from '@/app/_components/details-list'
import { EmptyState } from '@/app/_components/empty-state'
import { MessageBar } from '@/app/_components/message-bar'
import type { Attempt } from '@/app/_edge'
import { ownAdvice } from '@/app/(portal)/workspace/workspace-refusal'
import type { jobsToBeginWith } from '@/lib/drafts/server/begin-flow'
import type { Words } from '@/lib/language/words'

type Found = Awaited<ReturnType<typeof jobsToBeginWith>>

interface JobsToPickProps {
  readonly found: Attempt<Found>
  readonly words: Pick<Words, 'make' | 'errors' | 'workspace'>
  /** The button of each job. */
  readonly children: (job: Found['jobs'][number]) => ReactNode
}

/** The jobs that a maker has found, each with what can be made of it. */
export function JobsToPick({ found, words: { make, errors, workspace }, children }: JobsToPickProps) {
  if (!found.ok) {
    const { title, next } = errors[found.error.code](found.error.facts)
    const isRefused = found.error.code === 'databricks_no_right'
    return (
      <MessageBar tone="error" title={`${make.notRead} ${isRefused ? workspace.notListed : title}`}>
        {ownAdvice(found.error, workspace) ?? next}
      </MessageBar>
    )
  }
  const { jobs, more } = found.value
  if (jobs.length === 0) return <EmptyState icon="search" text={make.noJobs} />
  return (
    <>
      <DetailsList
        label={make.jobs}
        rows={jobs}
        rowKey={({ jobId }) => jobId}
        columns={[
          { key: 'job', label: make.job, cell: ({ settings }) => settings.name ?? make.noName },
          { key: 'id', label: make.jobId, cell: ({ jobId }) => jobId },
          { key: 'owner', label: make.jobOwner, cell: ({ creatorUserName }) => creatorUserName ?? '' },
          { key: 'pick', label: make.begin, hiddenLabel: true, cell: children },
        ]}
      />
      {more && <p>{make.moreJobs}</p>}
    </>
  )
}
