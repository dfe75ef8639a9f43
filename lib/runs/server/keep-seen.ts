import 'server-only'
import { PORTAL } from '@/lib/audit/audit-entry'
import type { DatabricksRun } from '@/lib/databricks/run'
import type { DatabricksTask } from '@/lib/databricks/task'
import type { PortalError } from '@/lib/errors'
import { forgetNeedlessTokens } from '@/lib/identity/server/forget-tokens'
import { statusOfWhole } from '@/lib/runs/next-step'
import { queueReasonText } from '@/lib/runs/queue-reason'
import { runPageUrl } from '@/lib/runs/run-page-url'
import { isFinal, type RunStatus, runStatus } from '@/lib/runs/run-status'
import { insertAudit } from '@/lib/store/audit'
import { inTransaction } from '@/lib/store/current'
import { type FollowedRun, type StepSeen, updateFollowedRun, updateStep } from '@/lib/store/followed-runs'
import { type TaskSeen, upsertTasks } from '@/lib/store/kept-tasks'
import { demandLease, type Lease } from '@/lib/store/lease'
import { endAttempt, type Standing } from './end-attempt'
import { factsOf } from './facts-of-task'

const MOST_REMEMBERED = 10_000

interface Stored {
  readonly text: string
  readonly updatedAt: number
}

interface Memory {
  lakeportLastSeen?: Map<string, Stored>
}

/**
 * What this process last stored of each run: an answer that says the same is not written again, as long as nobody else
 * has written the row.
 */
function lastSeen(): Map<string, Stored> {
  const shared = globalThis as Memory
  shared.lakeportLastSeen ??= new Map()
  if (shared.lakeportLastSeen.size > MOST_REMEMBERED) shared.lakeportLastSeen.clear()
  return shared.lakeportLastSeen
}

/**
 * Stores how a run stands, if that is news. One that has ended is followed on until its outputs are stored as well.
 * @throws LeaseLost: another process follows the run by now, and knows better
 */
export async function keepSeen(lease: Lease, origin: string, run: FollowedRun, seen: DatabricksRun): Promise<void> {
  const step = stepSeen(origin, run, seen)
  const tasks = seen.tasks.map((task, position) => taskSeen(task, position, origin))
  const ended = isFinal(step.status)
  const isFirst = run.position === 0 && run.attempt === 1
  const text = JSON.stringify([step, tasks])
  const stored = lastSeen().get(run.runId)
  if (stored?.text === text && stored.updatedAt === run.updatedAt.getTime()) return
  const updatedAt = await inTransaction(async (trx) => {
    await demandLease(trx, lease)
    await updateStep(trx, run.stepId, step)
    await upsertTasks(trx, run.stepId, tasks)
    return updateFollowedRun(trx, run.runId, {
      move: 'see',
      at: run,
      status: statusOfWhole(step.status, { isFirst, mayGoOn: run.mayGoOn, ended }),
      startedAt: step.startedAt,
      endedAt: run.mayGoOn ? undefined : step.endedAt,
    })
  })
  if (updatedAt) lastSeen().set(run.runId, { text, updatedAt: updatedAt.getTime() })
}

/** The workspace no longer knows the run: what we have of it stays (RUN-10). */
export async function keepLost(lease: Lease, run: FollowedRun, missing: PortalError): Promise<void> {
  const error = { code: missing.code, facts: missing.facts }
  const endedAt = new Date()
  await inTransaction(async (trx) => {
    await demandLease(trx, lease)
    await endAttempt(trx, standingOf(run), {
      end: 'lost',
      status: 'Unknown',
      endedAt,
      startedId: run.databricksRunId,
      error,
    })
    const vanished = { move: 'vanish', at: run, status: 'Unknown', endedAt, error } as const
    if (!(await updateFollowedRun(trx, run.runId, vanished))) return
    await insertAudit(trx, {
      actor: { ...PORTAL, personId: run.personId },
      action: 'run.end',
      target: `run:${run.runId}`,
      outcome: 'failed',
      reason: missing.code,
      correlationId: run.databricksRunId,
      details: { status: 'Unknown' },
    })
    await forgetNeedlessTokens(trx, run.personId)
  })
  forget(run.runId)
}

/** Without its state, which is that of before the look. */
export function standingOf({ runId, stepId, position, attempt }: FollowedRun): Standing {
  return { runId, stepId, position, attempt }
}

export function forget(runId: string): void {
  lastSeen().delete(runId)
}

export function stepSeen(origin: string, followed: FollowedRun, run: DatabricksRun): StepSeen {
  const details = run.status?.terminationDetails
  return {
    lifeCycleState: run.status?.state ?? run.state?.lifeCycleState,
    resultState: run.state?.resultState,
    terminationCode: details?.code,
    terminationType: details?.type,
    stateMessage: details?.message || run.state?.stateMessage || undefined,
    queueReason: queueReasonText({
      code: run.status?.queueDetails?.code,
      message: run.status?.queueDetails?.message || run.state?.queueReason,
    }),
    runPageUrl: runPageUrl(run.runPageUrl, origin),
    startedAt: dateOf(run.startTime),
    endedAt: dateOf(run.endTime),
    status: statusSeen(followed, run),
  }
}

/** Databricks knows of no end but "cancelled" for what was told to end because it took too long. */
function statusSeen({ timedOut, cancelRequested }: FollowedRun, run: DatabricksRun): RunStatus {
  const status = runStatus(run)
  return status === 'Cancelled' && timedOut && !cancelRequested ? 'Timed out' : status
}

export function taskSeen(task: DatabricksTask, position: number, origin: string): TaskSeen {
  return {
    taskKey: task.taskKey,
    attempt: task.attemptNumber,
    position,
    databricksRunId: task.runId,
    kind: task.kind,
    status: runStatus(task),
    dependsOn: task.dependsOn.map(({ taskKey }) => taskKey),
    stateMessage: task.status?.terminationDetails?.message || task.state?.stateMessage || undefined,
    startedAt: dateOf(task.startTime),
    endedAt: dateOf(task.endTime),
    durationMs: durationOf(task),
    detail: detailOf(task),
    facts: factsOf(task, origin),
  }
}

/** Setup, work and clean-up; undefined while the task has not ended. */
function durationOf(task: DatabricksTask): number | undefined {
  if (task.endTime === undefined) return undefined
  return (task.setupDuration ?? 0) + (task.executionDuration ?? 0) + (task.cleanupDuration ?? 0)
}

function detailOf({ conditionTask, notebookTask, description }: DatabricksTask): Record<string, string> {
  const { op, left, right, outcome } = conditionTask ?? {}
  const facts = { description, notebook: notebookTask?.notebookPath, op, left, right, outcome }
  return Object.fromEntries(Object.entries(facts).flatMap(([name, value]) => (value ? [[name, value]] : [])))
}

function dateOf(epochMs: number | undefined): Date | undefined {
  return epochMs === undefined ? undefined : new Date(epochMs)
}
