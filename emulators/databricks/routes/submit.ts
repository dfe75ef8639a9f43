import { type Answer, type Call, json, type Route } from '../../kit/http.ts'
import { requireCluster, requireWarehouse } from '../compute-access.ts'
import type { Run, TaskScript, TaskSettings } from '../engine/model.ts'
import { startRun } from '../engine/run.ts'
import { invalid } from '../errors.ts'
import { type Job, newJob } from '../job.ts'
import type { Member } from '../people.ts'
import { JOBS_VERSIONS, routesOf, type Service } from '../service.ts'
import { roundInput } from '../start.ts'
import type { WorkspaceState } from '../state.ts'
import { readBody } from '../wire/input.ts'
import { readSubmit, type SubmitRequest } from '../wire/submit-request.ts'

export function submitRoutes(service: Service): Route[] {
  const handle = (call: Call, caller: Member) => submit(service, call, caller)
  return routesOf(service, { method: 'POST', path: '/jobs/runs/submit', versions: JOBS_VERSIONS, rate: 35, handle })
}

/** Any member may submit; the code acts as that member, who owns the run. A known token answers with its first run. */
function submit({ state }: Service, call: Call, caller: Member): Answer {
  const request = readSubmit(readBody(call))
  const known = request.token === undefined ? undefined : state.runOfToken(request.token)
  if (known === 'deleted') throw invalid('The run of this idempotency_token has been deleted.')
  if (!known) for (const task of request.settings.tasks) requireCompute(state, task, caller)
  const run = known ?? createRun(state, caller, request)
  return json(200, { run_id: BigInt(run.runId) })
}

function requireCompute(state: WorkspaceState, task: TaskSettings, caller: Member): void {
  const { existing_cluster_id, sql_task } = task
  if (typeof existing_cluster_id === 'string') requireCluster(state, existing_cluster_id, caller)
  const { warehouse_id } = (sql_task ?? {}) as { warehouse_id?: unknown }
  if (typeof warehouse_id === 'string') requireWarehouse(state, warehouse_id, caller)
}

function createRun(state: WorkspaceState, caller: Member, { settings, access, token }: SubmitRequest): Run {
  const now = state.clock.now()
  const job: Job = {
    ...newJob({
      jobId: state.newId(),
      createdAt: now,
      creator: caller.userName,
      settings,
      access,
      scripts: scriptsFor(state, settings.tasks),
    }),
    oneTime: true,
  }
  const run: Run = {
    runId: state.newId(),
    jobId: job.jobId,
    runType: 'SUBMIT_RUN',
    runAs: caller.userName,
    runName: settings.name,
    creator: caller.userName,
    createdAt: now,
    ...(token !== undefined && { idempotencyToken: token }),
    jobParameters: [],
    rounds: [],
    taskRunIds: {},
  }
  const selected = settings.tasks.map(({ task_key }) => task_key)
  const parameters = valuesOf(settings.tasks)
  startRun(run, roundInput({ job, runId: run.runId, startAt: now, selected, parameters }), state.taskRunIdsOf(run))
  state.jobs.set(job.jobId, job)
  state.add(run)
  state.saved()
  return run
}

/** A task does what a control call says; else what the same code does in a job. */
function scriptsFor(state: WorkspaceState, tasks: TaskSettings[]): Record<string, TaskScript> {
  return Object.fromEntries(
    tasks.flatMap((task) => {
      const script = state.oneTimeScripts.get(task.task_key) ?? scriptOfCode(state, task)
      return script ? [[task.task_key, script]] : []
    }),
  )
}

function scriptOfCode({ jobs }: WorkspaceState, task: TaskSettings): TaskScript | undefined {
  const code = codeOf(task)
  if (code === undefined) return undefined
  for (const { oneTime, settings, scripts } of jobs.values()) {
    const twin = oneTime ? undefined : settings.tasks.find((known) => codeOf(known) === code)
    if (twin) return scripts[twin.task_key]
  }
  return undefined
}

interface Code {
  notebook_task?: { notebook_path?: string; base_parameters?: Record<string, string> }
  spark_python_task?: { python_file?: string }
  python_wheel_task?: { package_name?: string; entry_point?: string; named_parameters?: Record<string, string> }
}

/** What tells one piece of code from another: a notebook, a script, an entry point of a wheel. */
function codeOf(task: TaskSettings): string | undefined {
  const { notebook_task, spark_python_task, python_wheel_task: wheel } = task as Code
  return (
    notebook_task?.notebook_path ??
    spark_python_task?.python_file ??
    (wheel && `${wheel.package_name}:${wheel.entry_point}`)
  )
}

/** A one-time run has no parameters of a job: what its tasks read are the pairs that they bring themselves. */
function valuesOf(tasks: TaskSettings[]): Record<string, string> {
  const pairs = tasks.map((task) => {
    const { notebook_task, python_wheel_task } = task as Code
    return notebook_task?.base_parameters ?? python_wheel_task?.named_parameters ?? {}
  })
  return Object.assign({}, ...pairs)
}
