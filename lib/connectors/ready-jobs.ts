import {
  ANYTHING,
  answer,
  type Described,
  FLAG,
  field,
  ID,
  listOf,
  needed,
  PAGE_TOKEN,
  TEXT,
  TEXT_MAP,
  TEXTS,
  WHOLE,
} from './describe-operation'

const JOB = needed(ID, 'Job', 'The job’s id, as its page in Databricks shows it.')
const RUN = needed(ID, 'Run', 'The run’s id, as RunJobNow answers it.')
/** Filled in by whoever calls, and shown to nobody. */
const ONCE = field(TEXT, 'Idempotency token', 'The same text twice starts one run alone; at most 64 characters.', {
  visibility: 'internal',
})
const QUEUE = field(ANYTHING, 'Queue', 'Whether to wait at the job’s limit of concurrent runs: {"enabled": true}.', {
  visibility: 'advanced',
})
const ONLY = field(TEXTS, 'Only these tasks', 'Keys of the tasks to run; all of them where it is empty.', {
  visibility: 'advanced',
})
const LIMIT = field(WHOLE, 'Limit', 'The most elements of one page.', { visibility: 'advanced' })
const STATUS = { type: 'object', description: 'Where the run is, and how it ended.' }
const RUN_ANSWER = answer({
  run_id: ID,
  job_id: ID,
  run_name: TEXT,
  status: STATUS,
  run_page_url: TEXT,
  start_time: ID,
  end_time: ID,
  tasks: listOf(ANYTHING),
})
const JOB_ANSWER = answer({ job_id: ID, creator_user_name: TEXT, run_as_user_name: TEXT, settings: ANYTHING })
const SETTINGS = needed(ANYTHING, 'Settings', 'The job’s settings, as GetJob answers them.')

/** Jobs API 2.2, in our own words. */
export const READY_JOBS: readonly Described[] = [
  {
    verb: 'post',
    path: '/api/2.2/jobs/run-now',
    id: 'RunJobNow',
    summary: 'Run a job',
    description: 'Starts one run of an existing job and answers at once with the run’s id.',
    visibility: 'important',
    body: {
      job_id: JOB,
      job_parameters: field(TEXT_MAP, 'Job parameters', 'Values for the job’s parameters, each a text.'),
      queue: QUEUE,
      only: ONLY,
      idempotency_token: ONCE,
    },
    answer: answer({ run_id: ID, number_in_job: ID }),
  },
  {
    verb: 'get',
    path: '/api/2.2/jobs/list',
    id: 'ListJobs',
    summary: 'List jobs',
    description: 'The jobs that the caller may view, newest first, a page at a time.',
    query: {
      name: field(TEXT, 'Name', 'The whole name of the jobs that are looked for, in any case.'),
      limit: LIMIT,
      page_token: PAGE_TOKEN,
    },
    answer: answer({ jobs: listOf(JOB_ANSWER), next_page_token: TEXT }),
  },
  {
    verb: 'get',
    path: '/api/2.2/jobs/get',
    id: 'GetJob',
    summary: 'Get a job',
    description: 'One job with its parameters and tasks.',
    query: { job_id: JOB, page_token: PAGE_TOKEN },
    answer: JOB_ANSWER,
  },
  {
    verb: 'get',
    path: '/api/2.2/jobs/runs/get',
    id: 'GetRun',
    summary: 'Get a run',
    description: 'One run: where it is, how it ended, and its tasks.',
    query: { run_id: RUN, page_token: PAGE_TOKEN },
    answer: RUN_ANSWER,
  },
  {
    verb: 'get',
    path: '/api/2.2/jobs/runs/list',
    id: 'ListRuns',
    summary: 'List runs',
    description: 'Runs that the caller may view, newest first.',
    query: {
      job_id: field(ID, 'Job', 'Only runs of this job.'),
      active_only: field(FLAG, 'Active only', 'Only runs that are not over.'),
      completed_only: field(FLAG, 'Completed only', 'Only runs that are over.'),
      limit: LIMIT,
      page_token: PAGE_TOKEN,
    },
    answer: answer({ runs: listOf(RUN_ANSWER), next_page_token: TEXT }),
  },
  {
    verb: 'get',
    path: '/api/2.2/jobs/runs/get-output',
    id: 'GetRunOutput',
    summary: 'Get the output of a task',
    description:
      'What one task of a run left behind: its result, its log or its error. A job’s run has none of its own.',
    query: { run_id: needed(ID, 'Task run', 'The id of the task’s own run, from the tasks of GetRun.') },
    answer: answer({ metadata: RUN_ANSWER, notebook_output: ANYTHING, logs: TEXT, error: TEXT, error_trace: TEXT }),
  },
  {
    verb: 'post',
    path: '/api/2.2/jobs/runs/cancel',
    id: 'CancelRun',
    summary: 'Cancel a run',
    description: 'Asks for the end of a run. It answers before the run has stopped.',
    body: { run_id: RUN },
  },
  {
    verb: 'post',
    path: '/api/2.2/jobs/runs/cancel-all',
    id: 'CancelAllRuns',
    summary: 'Cancel all runs of a job',
    description: 'Asks for the end of every run of a job.',
    visibility: 'advanced',
    body: {
      job_id: JOB,
      all_queued_runs: field(FLAG, 'All queued runs', 'Also those that wait.', { visibility: 'advanced' }),
    },
  },
  {
    verb: 'post',
    path: '/api/2.2/jobs/runs/repair',
    id: 'RepairRun',
    summary: 'Repair a run',
    description: 'Runs tasks of a finished run again, within the same run.',
    body: {
      run_id: RUN,
      rerun_tasks: field(TEXTS, 'Tasks', 'Keys of the tasks to run again.'),
      rerun_all_failed_tasks: field(FLAG, 'All failed tasks', 'In place of a list: whatever failed.'),
      latest_repair_id: field(ID, 'Latest repair', 'The id of the repair before, if there was one.', {
        visibility: 'advanced',
      }),
    },
    answer: answer({ repair_id: ID }),
  },
  {
    verb: 'post',
    path: '/api/2.2/jobs/runs/submit',
    id: 'SubmitRun',
    summary: 'Run tasks once',
    description: 'Runs tasks without a job. The code acts as the caller.',
    visibility: 'advanced',
    body: {
      run_name: field(TEXT, 'Name', 'What the run is called.'),
      tasks: needed(listOf(ANYTHING), 'Tasks', 'The tasks, as in a job’s settings.'),
      queue: QUEUE,
      idempotency_token: ONCE,
    },
    answer: answer({ run_id: ID }),
  },
  {
    verb: 'get',
    path: '/api/2.2/jobs/runs/export',
    id: 'ExportRun',
    summary: 'Export a run',
    description: 'The notebook of a task’s run as a page.',
    visibility: 'advanced',
    query: {
      run_id: needed(ID, 'Task run', 'The id of the task’s own run.'),
      views_to_export: field({ type: 'string', enum: ['CODE', 'DASHBOARDS', 'ALL'] }, 'Views', 'What of it.'),
    },
    answer: answer({ views: listOf(ANYTHING) }),
  },
  {
    verb: 'post',
    path: '/api/2.2/jobs/create',
    id: 'CreateJob',
    summary: 'Create a job',
    description: 'Makes a job that the caller owns.',
    visibility: 'advanced',
    body: {
      name: needed(TEXT, 'Name', 'What the job is called.'),
      tasks: field(listOf(ANYTHING), 'Tasks', 'What it does.'),
      parameters: field(listOf(ANYTHING), 'Parameters', 'Each with a name and a default.'),
      max_concurrent_runs: field(WHOLE, 'Concurrent runs', 'How many of its runs may go on at once.'),
    },
    answer: answer({ job_id: ID }),
  },
  {
    verb: 'post',
    path: '/api/2.2/jobs/update',
    id: 'UpdateJob',
    summary: 'Change parts of a job',
    description: 'Changes the settings that are named, and leaves the others.',
    visibility: 'advanced',
    body: {
      job_id: JOB,
      new_settings: field(ANYTHING, 'New settings', 'Those that change.'),
      fields_to_remove: field(TEXTS, 'Fields to remove', 'Names of settings that go.'),
    },
  },
  {
    verb: 'post',
    path: '/api/2.2/jobs/reset',
    id: 'ResetJob',
    summary: 'Replace a job’s settings',
    description: 'Puts other settings in the place of all that there are.',
    visibility: 'advanced',
    body: { job_id: JOB, new_settings: SETTINGS },
  },
  {
    verb: 'post',
    path: '/api/2.2/jobs/delete',
    id: 'DeleteJob',
    summary: 'Delete a job',
    description: 'Deletes a job for good.',
    visibility: 'advanced',
    body: { job_id: JOB },
  },
]
