import type { Viewer } from '@/lib/identity/viewer'
import { isActive } from '@/lib/runs/run-state'
import type { RunView } from '@/lib/runs/server/get-run'
import type { InProcessPortal } from '@/tests/support/in-process-portal'
import { flowOf } from './sample-flows'

const WAREHOUSE = 'a1b2c3d4e5f60718'

/** Jobs of these tests, each of one notebook task: who may start them, and what that gives back. */
export const LOAD_JOB = '410000000000081'
export const CHECK_JOB = '410000000000082'
export const MEND_JOB = '410000000000083'

const EVERYBODY = ['user@contoso.example', 'user2@contoso.example', 'maker@contoso.example']

const jobOf = (job_id: string, task_key: string) => ({
  job_id,
  access_control_list: EVERYBODY.map((user_name) => ({ user_name, permission_level: 'CAN_MANAGE_RUN' })),
  run_as_user_name: 'maker@contoso.example',
  settings: {
    name: task_key,
    parameters: [{ name: 'given', default: 'the default' }],
    queue: { enabled: true },
    tasks: [{ task_key, notebook_task: { notebook_path: `/Workspace/Shared/${task_key}` } }],
  },
})

const QUICK = { setupMs: 10, durationMs: 50, cleanupMs: 10 }

/** The three jobs, as they end well. */
export async function putJobs(portal: InProcessPortal): Promise<void> {
  await portal.databricks().putJobs([jobOf(LOAD_JOB, 'load'), jobOf(CHECK_JOB, 'check'), jobOf(MEND_JOB, 'mend')])
  await scriptJob(portal, LOAD_JOB, 'load', { result: 'loaded' })
  await scriptJob(portal, CHECK_JOB, 'check', { result: 'checked' })
  await scriptJob(portal, MEND_JOB, 'mend', { result: 'mended' })
}

export async function scriptJob(portal: InProcessPortal, job: string, task: string, script: object): Promise<void> {
  await portal.databricks().script(job, { tasks: { [task]: { ...QUICK, ...script } } })
}

export const jobStep = (name: string, jobId: string, more: object = {}) => ({
  action: 'run_now',
  name,
  jobId,
  jobParameters: {},
  ...more,
})

export const sqlStep = (name: string, statement: string, more: object = {}) => ({
  action: 'sql',
  name,
  warehouseId: WAREHOUSE,
  statement,
  parameters: {},
  ...more,
})

export const stepsFlow = (slug: string, steps: readonly object[], more: object = {}) =>
  flowOf(slug, LOAD_JOB, { steps, ...more })

/** The jobs that the workspace really ran, in their order. */
export async function ranJobs(portal: InProcessPortal): Promise<string[]> {
  return (await portal.databricks().runs()).map(({ job_id }) => job_id)
}

/** The run when nothing of it is to come. */
export async function ended(portal: InProcessPortal, viewer: Viewer, runId: string): Promise<RunView> {
  return portal.untilRun(viewer, runId, ({ run }) => !isActive(run.state))
}

/** How each attempt of each step stands: `1.1 Succeeded`. */
export function standings({ steps }: RunView): string[] {
  return steps.map(({ position, attempt, status }) => `${position + 1}.${attempt} ${status}`)
}

/** Rows of the audit log that tell of further steps. */
export async function stepRows(portal: InProcessPortal, runId: string) {
  return portal
    .store()
    .kysely.selectFrom('audit')
    .select('details')
    .where('action', '=', 'run.step')
    .where('target', '=', `run:${runId}`)
    .orderBy('at')
    .orderBy('id')
    .execute()
}
