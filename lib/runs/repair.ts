import type { ErrorCode, ErrorFacts } from '@/lib/errors'
import type { FlowDefinition } from '@/lib/flows/flow'
import type { RunRow } from './run-view'

/** asked: the call is under way, or its answer was lost. done: Databricks runs tasks again. refused: it does not. */
export type RepairState = 'asked' | 'done' | 'refused'

/** As the page of its run shows it. Times are epoch ms. */
export interface Repair {
  readonly id: string
  readonly state: RepairState
  /** Databricks' own, once it is known. */
  readonly repairId: string | undefined
  readonly error: { readonly code: ErrorCode; readonly facts: ErrorFacts } | undefined
  readonly requestedAt: number
}

type Ended = Pick<RunRow, 'state' | 'status' | 'identityMode' | 'databricksJobId' | 'databricksRunId'>

const UNWELL = ['Failed', 'Timed out', 'Cancelled', 'Succeeded with failures']

/**
 * Whether tasks of this run can be run again in it. Databricks does so for runs of a job alone, not for one-time runs or statements;
 * and what the portal has started or skipped behind the run would not fit any more.
 */
export function isRepairable(run: Ended, { steps }: Pick<FlowDefinition, 'steps'>): boolean {
  const [step] = steps
  const isOfJob = steps.length === 1 && step?.action === 'run_now' && step.parametersTo !== 'notebook'
  const hasEnded = run.state === 'done' && UNWELL.includes(run.status) && run.databricksRunId !== undefined
  return isOfJob && hasEnded && run.identityMode === 'shared' && run.databricksJobId !== undefined
}
