import 'server-only'
import { sql } from 'kysely'
import type { Principal } from '@/lib/connectors/security'
import type { RunSummary } from '@/lib/runs/run'
import type { RunStatus } from '@/lib/runs/run-status'
import type { Executor } from './database'

/** Where a page of history begins: behind this row. */
export interface RunCursor {
  readonly createdAt: Date
  readonly id: string
}

export interface RunFilter {
  /** Only this person's; `undefined` for everybody's, which the caller must have allowed. */
  readonly personId: string | undefined
  readonly flowId?: string
  readonly statuses?: readonly RunStatus[]
  readonly from?: Date
  readonly to?: Date
  /** Words of the flow's title, the run's number, names and inputs; the last one may be a beginning. */
  readonly words?: readonly string[]
  /** Rows after (older than) or before (newer than) the cursor. */
  readonly after?: RunCursor
  readonly before?: RunCursor
  readonly limit: number
}

const SUMMARY_COLUMNS = [
  'runs.id',
  'runs.number',
  'runs.status',
  'runs.started_by',
  'runs.runs_as',
  'runs.principal',
  'runs.created_at',
  'runs.started_at',
  'runs.ended_at',
  'flows.slug',
  'flows.title',
] as const

interface SummaryRow {
  id: string
  number: number
  status: RunStatus
  started_by: string
  runs_as: string | null
  principal: Principal | null
  created_at: Date
  started_at: Date | null
  ended_at: Date | null
  slug: string
  title: string
}

/** PostgreSQL's integer. */
const LARGEST_NUMBER = 2_147_483_647

/** Newest first, by seek: the same work at the millionth row as at the first. */
export async function selectRuns(db: Executor, filter: RunFilter): Promise<RunSummary[]> {
  const backwards = filter.before !== undefined
  const cursor = filter.before ?? filter.after
  const direction = backwards ? 'asc' : 'desc'
  let rows = db.selectFrom('runs').innerJoin('flows', 'flows.id', 'runs.flow_id').select(SUMMARY_COLUMNS)
  if (filter.personId) rows = rows.where('runs.person_id', '=', filter.personId)
  if (filter.flowId) rows = rows.where('runs.flow_id', '=', filter.flowId)
  if (filter.statuses?.length) rows = rows.where('runs.status', 'in', [...filter.statuses])
  if (filter.from) rows = rows.where('runs.created_at', '>=', filter.from)
  if (filter.to) rows = rows.where('runs.created_at', '<', filter.to)
  if (filter.words?.length)
    rows = rows.where(sql<boolean>`runs.search @@ to_tsquery('simple', ${tsQuery(filter.words)})`)
  if (cursor) {
    rows = rows.where(({ eb, refTuple, tuple }) =>
      eb(refTuple('runs.created_at', 'runs.id'), backwards ? '>' : '<', tuple(cursor.createdAt, cursor.id)),
    )
  }
  const found = await rows
    .orderBy('runs.created_at', direction)
    .orderBy('runs.id', direction)
    .limit(filter.limit)
    .execute()
  return (backwards ? found.reverse() : found).map(toSummary)
}

/** Every word must occur, each as a beginning. Words are letters and digits only, so nothing of them is syntax. */
function tsQuery(words: readonly string[]): string {
  return words.map((word) => `${word.replaceAll(/[^\p{L}\p{N}]/gu, '')}:*`).join(' & ')
}

function toSummary(row: SummaryRow): RunSummary {
  return {
    id: row.id,
    number: row.number,
    flowSlug: row.slug,
    flowTitle: row.title,
    status: row.status,
    startedBy: row.started_by,
    runsAs: row.runs_as ?? undefined,
    principal: row.principal?.name,
    createdAt: row.created_at.getTime(),
    startedAt: row.started_at?.getTime(),
    endedAt: row.ended_at?.getTime(),
  }
}

/** Whose run has this number; `undefined` also beyond what the column holds. */
export async function selectRunOfNumber(db: Executor, number: number) {
  if (number > LARGEST_NUMBER) return undefined
  return db.selectFrom('runs').select(['id', 'person_id as personId']).where('number', '=', number).executeTakeFirst()
}

/** The person's own latest run of each flow, by flow id: one look into the index for each flow, however many runs. */
export async function selectLatestRunOfEachFlow(db: Executor, personId: string) {
  const rows = await db
    .selectFrom('flows')
    .innerJoinLateral(
      (inner) =>
        inner
          .selectFrom('runs')
          .select(['runs.flow_id', 'runs.number', 'runs.status', 'runs.created_at'])
          .where('runs.person_id', '=', personId)
          .whereRef('runs.flow_id', '=', 'flows.id')
          .orderBy('runs.created_at', 'desc')
          .orderBy('runs.id', 'desc')
          .limit(1)
          .as('latest'),
      (join) => join.onTrue(),
    )
    .select(['latest.flow_id', 'latest.number', 'latest.status', 'latest.created_at'])
    .execute()
  return new Map(
    rows.map(({ flow_id, number, status, created_at }) => [
      flow_id,
      { number, status, createdAt: created_at.getTime() },
    ]),
  )
}
