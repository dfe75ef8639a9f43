import type { RunStatus } from './run-status'

/** A run of a flow's job as the workspace shows it, whoever started it and wherever. */
export interface JobRun {
  readonly databricksRunId: string
  readonly status: RunStatus
  /** Whom Databricks calls its creator. */
  readonly startedBy: string | undefined
  /** In Databricks' words. */
  readonly trigger: string
  /** Epoch ms. */
  readonly startedAt: number | undefined
  readonly endedAt: number | undefined
  /** undefined where it is so old that a run of ours is not kept any more. */
  readonly startedHere: boolean | undefined
  /** Its page here, for whoever may open it; else at Databricks. */
  readonly href: string | undefined
}
