import 'server-only'
import { sql } from 'kysely'
import type { Principal } from '@/lib/connectors/security'
import type { Cause } from '@/lib/runs/failure'
import type { RunSummary } from '@/lib/runs/run'
import type { RunStatus } from '@/lib/runs/run-status'

/** With `runs` and `flows`. */
export const SUMMARY = sql`
  runs.id, runs.number, runs.status, runs.started_by, runs.runs_as, runs.principal, runs.created_at, runs.started_at,
  runs.ended_at, runs.cause, flows.slug, flows.title`

export interface SummaryRow {
  readonly id: string
  readonly number: number
  readonly status: RunStatus
  readonly started_by: string
  readonly runs_as: string | null
  readonly principal: Principal | null
  readonly created_at: Date
  readonly started_at: Date | null
  readonly ended_at: Date | null
  readonly cause: Cause | null
  readonly slug: string
  readonly title: string
}

export function toSummary(row: SummaryRow): RunSummary {
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
    ...(row.cause && { cause: row.cause }),
  }
}
