import { Badge } from '@/app/_components/badge'
import { DetailsList } from '@/app/_components/details-list'
import { Duration } from '@/app/_components/duration'
import { PageLink } from '@/app/_components/page-link'
import { StatusBadge } from '@/app/_components/status-badge'
import { Time } from '@/app/_components/time'
import type { Words } from '@/lib/language/words'
import type { JobRun } from '@/lib/runs/job-run'

interface JobRunListProps {
  readonly runs: readonly JobRun[]
  readonly words: Words['jobRuns']
  readonly now: number
}

/** Each with where it was started; those that were started here lead to their page here, for whoever may open it. */
export function JobRunList({ runs, words, now }: JobRunListProps) {
  return (
    <DetailsList
      label={words.list}
      rows={runs}
      rowKey={({ databricksRunId }) => databricksRunId}
      columns={[
        { key: 'run', label: words.run, cell: (run) => <RunLink run={run} words={words} />, oneLine: true },
        {
          key: 'status',
          label: words.status,
          cell: ({ status }) => <StatusBadge status={status} label={words.statuses[status]} />,
        },
        { key: 'by', label: words.startedBy, cell: ({ startedBy }) => startedBy ?? words.unknown },
        {
          key: 'how',
          label: words.how,
          cell: ({ trigger }) => words.triggers[trigger] ?? (trigger || words.unknown),
        },
        {
          key: 'started',
          label: words.started,
          cell: ({ startedAt }) => (startedAt === undefined ? words.unknown : <Time at={startedAt} />),
          oneLine: true,
        },
        {
          key: 'duration',
          label: words.duration,
          cell: ({ startedAt, endedAt }) =>
            startedAt === undefined ? words.unknown : <Duration from={startedAt} to={endedAt} now={now} />,
          oneLine: true,
        },
        {
          key: 'where',
          label: words.where,
          cell: ({ startedHere }) => <Where startedHere={startedHere} words={words} />,
        },
      ]}
    />
  )
}

function RunLink({ run, words }: { readonly run: JobRun; readonly words: Words['jobRuns'] }) {
  const { databricksRunId: id, href } = run
  if (!href) return id
  if (href.startsWith('/')) {
    return (
      <PageLink href={href} aria-label={words.opensRun(id)}>
        {id}
      </PageLink>
    )
  }
  return (
    <a href={href} target="_blank" rel="noopener noreferrer" aria-label={words.opensDatabricks(id)}>
      {id}
    </a>
  )
}

function Where({ startedHere, words }: Pick<JobRun, 'startedHere'> & Pick<JobRunListProps, 'words'>) {
  if (startedHere === undefined) return words.unknown
  return startedHere ? (
    <Badge tone="active" icon="play">
      {words.here}
    </Badge>
  ) : (
    <Badge tone="neutral" icon="open">
      {words.elsewhere}
    </Badge>
  )
}
