import type { InProcessPortal } from '@/tests/support/in-process-portal'

const LONG_JOB = '77000000000001'
/** Of the emulator's clock. Shorter than any token lives, so that those of Entra's clock are good when it has passed. */
export const LONG_JOB_MS = 1_800_000

/** A flow that everybody may run, as often as they like. Its job takes half an hour. */
export const LONG_FLOW = {
  slug: 'long',
  title: 'Long',
  owner: 'maker@contoso.example',
  steps: [{ action: 'run_now', jobId: LONG_JOB, jobParameters: {} }],
  audience: { roles: ['Portal.User'], people: [] },
}

export async function putLongJob(portal: Pick<InProcessPortal, 'databricks'>): Promise<void> {
  await portal.databricks().putJobs({
    job_id: LONG_JOB,
    settings: {
      name: 'Long',
      max_concurrent_runs: 1_000,
      tasks: [{ task_key: 'main', notebook_task: { notebook_path: '/Shared/long' } }],
    },
    access_control_list: [{ group_name: 'users', permission_level: 'CAN_MANAGE_RUN' }],
    script: { tasks: { main: { durationMs: LONG_JOB_MS, result: 'done' } } },
  })
}
