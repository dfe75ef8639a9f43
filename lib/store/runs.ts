import 'server-only'
import type { RunStatus } from '@/lib/runs/run-status'
import type { Executor } from './database'

/** PostgreSQL's integer. */
const LARGEST_NUMBER = 2_147_483_647

/** Whose run has this number; `undefined` also beyond what the column holds. */
export async function selectRunOfNumber(db: Executor, number: number) {
  if (number > LARGEST_NUMBER) return undefined
  return db.selectFrom('runs').select(['id', 'person_id as personId']).where('number', '=', number).executeTakeFirst()
}

/** What a flow is to a person. */
export interface OwnOfFlow {
  readonly favourite: boolean
  /** Their own latest run of it. */
  readonly lastRun: { readonly number: number; readonly status: RunStatus; readonly createdAt: number } | undefined
}

/** By flow id: one look into the index of runs for each flow, however many there are. */
export async function selectOwnOfFlows(db: Executor, personId: string): Promise<ReadonlyMap<string, OwnOfFlow>> {
  const rows = await db
    .selectFrom('flows')
    .leftJoinLateral(
      (inner) =>
        inner
          .selectFrom('runs')
          .select(['runs.number', 'runs.status', 'runs.created_at'])
          .where('runs.person_id', '=', personId)
          .whereRef('runs.flow_id', '=', 'flows.id')
          .orderBy('runs.created_at', 'desc')
          .orderBy('runs.id', 'desc')
          .limit(1)
          .as('latest'),
      (join) => join.onTrue(),
    )
    .leftJoin('favourites', (join) =>
      join.onRef('favourites.flow_id', '=', 'flows.id').on('favourites.person_id', '=', personId),
    )
    .select(['flows.id', 'latest.number', 'latest.status', 'latest.created_at'])
    .select(({ eb }) => eb('favourites.person_id', 'is not', null).as('favourite'))
    .execute()
  return new Map(rows.map((row) => [row.id, { favourite: Boolean(row.favourite), lastRun: lastRunOf(row) }]))
}

interface LatestRow {
  readonly number: number | null
  readonly status: RunStatus | null
  readonly created_at: Date | null
}

function lastRunOf({ number, status, created_at }: LatestRow): OwnOfFlow['lastRun'] {
  return number && status && created_at ? { number, status, createdAt: created_at.getTime() } : undefined
}
