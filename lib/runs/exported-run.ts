import type { ExportColumn } from '@/lib/exports/export-format'
import type { Cause } from './failure'
import type { RunStatus } from './run-status'

/** A run as a file has it. Times are ISO 8601 in UTC; a secret input is in none of it. */
export interface ExportedRun {
  readonly number: number
  readonly id: string
  readonly flow: string
  readonly flowTitle: string
  readonly status: RunStatus
  readonly startedBy: string
  readonly runsAs: string | null
  readonly principal: string | null
  readonly identityMode: string
  readonly trigger: string
  readonly workspace: string
  /** Of its last step. */
  readonly databricksRunId: string | null
  readonly createdAt: string
  readonly submittedAt: string | null
  readonly startedAt: string | null
  readonly endedAt: string | null
  /** From the press to the end. */
  readonly durationMs: number | null
  readonly error: string | null
  readonly cause: Cause | null
  readonly inputs: Readonly<Record<string, unknown>>
}

const NAMES = [
  ...(['number', 'id', 'flow', 'flowTitle', 'status', 'startedBy', 'runsAs', 'principal', 'identityMode'] as const),
  ...(['trigger', 'workspace', 'databricksRunId', 'createdAt', 'submittedAt', 'startedAt', 'endedAt'] as const),
  ...(['durationMs', 'cause', 'error', 'inputs'] as const),
] satisfies readonly (keyof ExportedRun)[]

/** In the order of a CSV file's columns. */
export const EXPORTED_COLUMNS: readonly ExportColumn<ExportedRun>[] = NAMES.map((name) => ({
  name,
  value: (run) => run[name],
}))
