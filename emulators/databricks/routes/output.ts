import { type Answer, type Call, json, type Route } from '../../kit/http.ts'
import { viewOfAttempt } from '../engine/run-state.ts'
import { invalid } from '../errors.ts'
import type { Member } from '../people.ts'
import { requireView } from '../permissions.ts'
import { JOBS_VERSIONS, readingOf, requireRunOf, requireTaskRun, routesOf, type Service } from '../service.ts'
import { queryId } from '../wire/input.ts'
import { notebookPage } from '../wire/notebook-page.ts'
import { outputJson } from '../wire/output-json.ts'
import { settingsOf, type TaskRun, taskRunJson } from '../wire/task-json.ts'

const VIEWS: readonly string[] = ['CODE', 'DASHBOARDS', 'ALL']

export function outputRoutes(service: Service): Route[] {
  const get = { method: 'GET', versions: JOBS_VERSIONS, rate: 20 }
  return [
    { ...get, path: '/jobs/runs/get-output', handle: getOutput(service) },
    { ...get, path: '/jobs/runs/export', handle: exportRun(service) },
  ].flatMap((endpoint) => routesOf(service, endpoint))
}

/** Of a task run only: a job run is refused even when it has a single task. */
function readTaskRun(service: Service, call: Call, caller: Member): TaskRun {
  const runId = queryId(call, 'run_id')
  const run = requireRunOf(service, runId, caller, requireView)
  if (run.runId !== runId) return requireTaskRun(service, run, runId)
  const advice = 'Please retrieve the output of each individual task run instead.'
  throw invalid(`Retrieving the output of runs with multiple tasks is not supported. ${advice}`)
}

const getOutput =
  (service: Service) =>
  (call: Call, caller: Member): Answer => {
    const taskRun = readTaskRun(service, call, caller)
    const reading = readingOf(service, call)
    const metadata = taskRunJson(taskRun, reading, false)
    const { ending } = viewOfAttempt(taskRun.attempt, reading.now)
    return json(200, { metadata, ...outputJson(taskRun, ending, reading.origin) })
  }

const exportRun =
  (service: Service) =>
  (call: Call, caller: Member): Answer => {
    const wanted = call.query.get('views_to_export') || 'CODE'
    if (!VIEWS.includes(wanted)) throw invalid(`'${wanted}' is no value of views_to_export.`)
    const taskRun = readTaskRun(service, call, caller)
    const notebook = settingsOf(taskRun)?.notebook_task as { notebook_path?: string } | undefined
    if (!notebook) throw invalid('Only runs of notebook tasks can be exported.')
    const name = notebook.notebook_path?.split('/').at(-1) ?? 'notebook'
    const code = { name, type: 'NOTEBOOK', content: notebookPage(name, taskRun.attempt) }
    return json(200, wanted === 'DASHBOARDS' ? {} : { views: [code] })
  }
