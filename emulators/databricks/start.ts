import type { Id, RoundInput, Run } from './engine/model.ts'
import type { Job } from './job.ts'
import { WORKSPACE_ID } from './people.ts'

export interface Start {
  job: Job
  runId: Id
  startAt: number
  /** Keys of the tasks that run. */
  selected: Iterable<string>
  /** Values that the tasks see. */
  parameters: Record<string, string>
  /** `notebook_params` of run-now. */
  notebookParams?: Record<string, string> | undefined
}

/** A round as the job stands now: later edits of the job and its scripts do not reach it. */
export function roundInput({ job, runId, startAt, selected, parameters, notebookParams }: Start): RoundInput {
  return {
    tasks: structuredClone(job.settings.tasks),
    ...(Array.isArray(job.settings.job_clusters) && { jobClusters: structuredClone(job.settings.job_clusters) }),
    scripts: structuredClone(job.scripts),
    selected: [...selected],
    startAt,
    timeoutMs: job.settings.timeout_seconds * 1000,
    parameters,
    ...(notebookParams && { notebookParams }),
    facts: {
      'job.id': job.jobId,
      'job.name': job.settings.name,
      'job.run_id': runId,
      'job.start_time.iso_date': new Date(startAt).toISOString().slice(0, 10),
      'workspace.id': WORKSPACE_ID,
    },
    taskStops: {},
    ...(job.outcome && { outcome: job.outcome }),
    ...(job.ending && { ending: job.ending }),
  }
}

/** The job's parameters with the values sent; names that the job does not define are taken along. */
export function jobParameterRows(job: Job, sent: Record<string, string>): Run['jobParameters'] {
  const defined = (job.settings.parameters ?? []).map((parameter) => ({
    ...parameter,
    value: sent[parameter.name] ?? parameter.default,
  }))
  const names = new Set(defined.map(({ name }) => name))
  const unknown = Object.entries(sent).filter(([name]) => !names.has(name))
  return [...defined, ...unknown.map(([name, value]) => ({ name, value }))]
}

export function valuesOf(rows: Run['jobParameters']): Record<string, string> {
  return Object.fromEntries(rows.map(({ name, value }) => [name, value]))
}
