/** What the load is made of: flows for everybody. Each job may run as often as Databricks lets one job run at once. */
const RUNS_OF_A_JOB = 1_000

export function slugOf(number: number): string {
  return `load-${number}`
}

export function flowOf(number: number) {
  return {
    slug: slugOf(number),
    title: `Load ${number}`,
    owner: 'maker@contoso.example',
    steps: [{ action: 'run_now', jobId: jobIdOf(number), jobParameters: {} }],
    audience: { roles: ['Portal.User'], people: [] },
  }
}

/** @param durationMs of the emulator's clock @param runners who may run and see it; everybody where nobody is named */
export function jobOf(number: number, durationMs: number, runners?: string) {
  return {
    job_id: jobIdOf(number),
    settings: {
      name: `Load ${number}`,
      max_concurrent_runs: RUNS_OF_A_JOB,
      tasks: [{ task_key: 'main', notebook_task: { notebook_path: '/Shared/load' } }],
    },
    access_control_list: [
      { ...(runners ? { user_name: runners } : { group_name: 'users' }), permission_level: 'CAN_MANAGE_RUN' },
    ],
    script: { tasks: { main: { durationMs, result: 'done' } } },
  }
}

export function jobIdOf(number: number): string {
  return String(77_000_000_001_000 + number)
}
