import { Badge, type Tone } from '@/app/_components/badge'
import { type Column, DetailsList } from '@/app/_components/details-list'
import type { IconName } from '@/app/_components/icon-names'
import { LinkButton } from '@/app/_components/link-button'
import { Time } from '@/app/_components/time'
import type { Words } from '@/lib/language/words'
import type { ClusterRow, JobRow, WarehouseRow, WorkspaceList } from '@/lib/workspace/workspace-rows'

type WorkspaceWords = Words['workspace']

interface ThingListProps {
  readonly list: WorkspaceList
  readonly words: WorkspaceWords
  /** Where a flow is made from a job; undefined for who makes none. */
  readonly flowHref: ((jobId: string) => string) | undefined
}

/** One of the three lists. */
export function ThingList({ list, words, flowHref }: ThingListProps) {
  const label = words.tabs[list.tab]
  const rowKey = ({ id }: { readonly id: string }) => id
  if (list.tab === 'jobs')
    return <DetailsList label={label} rows={list.rows} rowKey={rowKey} columns={jobColumns(words, flowHref)} />
  if (list.tab === 'warehouses') {
    return <DetailsList label={label} rows={list.rows} rowKey={rowKey} columns={warehouseColumns(words)} />
  }
  return <DetailsList label={label} rows={list.rows} rowKey={rowKey} columns={clusterColumns(words)} />
}

interface Thing {
  readonly name: string
  readonly href: string
  readonly owner: string | undefined
}

function nameColumn<Row extends Thing>(words: WorkspaceWords): Column<Row> {
  return {
    key: 'name',
    label: words.name,
    cell: ({ name, href }) => (
      <a href={href} target="_blank" rel="noopener noreferrer" aria-label={words.opensDatabricks(name)}>
        {name}
      </a>
    ),
  }
}

function ownerColumn<Row extends Thing>(words: WorkspaceWords): Column<Row> {
  return { key: 'owner', label: words.owner, cell: ({ owner }) => owner ?? words.noOwner }
}

function timeColumn<Row>(key: string, label: string, timeOf: (row: Row) => number | undefined): Column<Row> {
  const cell = (row: Row) => {
    const at = timeOf(row)
    return at === undefined ? '' : <Time at={at} />
  }
  return { key, label, cell, oneLine: true }
}

function jobColumns(words: WorkspaceWords, flowHref: ThingListProps['flowHref']): Column<JobRow>[] {
  return [
    nameColumn(words),
    { key: 'starts', label: words.starts, cell: ({ starts }) => words.startsWord[starts] },
    ownerColumn(words),
    timeColumn('created', words.created, ({ createdAt }) => createdAt),
    { key: 'id', label: words.jobId, cell: ({ id }) => id, oneLine: true },
    ...(flowHref ? [flowColumn(words, flowHref)] : []),
  ]
}

function flowColumn(words: WorkspaceWords, flowHref: (jobId: string) => string): Column<JobRow> {
  return {
    key: 'flow',
    label: words.makeFlow,
    hiddenLabel: true,
    cell: ({ id, name }) => (
      <LinkButton href={flowHref(id)} aria-label={words.makeFlowFrom(name)}>
        {words.makeFlow}
      </LinkButton>
    ),
  }
}

function warehouseColumns(words: WorkspaceWords): Column<WarehouseRow>[] {
  return [
    nameColumn(words),
    { key: 'state', label: words.state, cell: ({ state }) => <StateBadge state={state} words={words} /> },
    {
      key: 'size',
      label: words.size,
      cell: ({ size = '', serverless }) => (serverless ? words.serverless(size) : size),
    },
    ownerColumn(words),
  ]
}

function clusterColumns(words: WorkspaceWords): Column<ClusterRow>[] {
  return [
    nameColumn(words),
    {
      key: 'state',
      label: words.state,
      cell: ({ state, stateMessage }) => (
        <>
          <StateBadge state={state} words={words} />
          {stateMessage && <p>{stateMessage}</p>}
        </>
      ),
    },
    {
      key: 'source',
      label: words.source,
      cell: ({ source }) => words.sources[source] ?? words.unknownSource,
      oneLine: true,
    },
    ownerColumn(words),
    timeColumn('started', words.started, ({ startedAt }) => startedAt),
    timeColumn('ended', words.ended, ({ endedAt }) => endedAt),
  ]
}

const LOOK: Readonly<Record<string, readonly [tone: Tone, icon: IconName]>> = {
  RUNNING: ['success', 'status-success'],
  STARTING: ['active', 'status-waiting'],
  PENDING: ['active', 'status-waiting'],
  RESTARTING: ['active', 'status-waiting'],
  RESIZING: ['active', 'status-waiting'],
  STOPPING: ['neutral', 'status-waiting'],
  TERMINATING: ['neutral', 'status-waiting'],
  STOPPED: ['neutral', 'status-skipped'],
  TERMINATED: ['neutral', 'status-skipped'],
  ERROR: ['danger', 'status-error'],
}

/** A state that nobody here knows yet is unknown, and not a fault. */
function StateBadge({ state, words }: { readonly state: string; readonly words: WorkspaceWords }) {
  const [tone, icon] = LOOK[state] ?? ['neutral', 'status-unknown']
  return (
    <Badge tone={tone} icon={icon}>
      {words.states[state] ?? words.unknownState}
    </Badge>
  )
}
