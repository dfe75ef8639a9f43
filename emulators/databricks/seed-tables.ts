import type { TaskScript } from './engine/model.ts'

/** `settings` as a client would send them to jobs/create, and what the tasks do. */
export interface SampleJob {
  settings: Record<string, unknown>
  scripts: Record<string, TaskScript>
}

/** One task of about 10 s, typed parameters, a table as its result. */
export const refreshSales: SampleJob = {
  settings: {
    name: 'Refresh sales figures',
    description: 'Rebuilds the sales figures of a region and answers with its best-selling products.',
    tags: { team: 'sales-analytics' },
    parameters: [
      { name: 'region', default: 'EMEA' },
      { name: 'as_of', default: '2026-06-30' },
      { name: 'top_n', default: '10' },
      { name: 'include_returns', default: 'false' },
    ],
    max_concurrent_runs: 10,
    queue: { enabled: true },
    tasks: [
      {
        task_key: 'refresh_sales',
        description: 'Reads the orders, writes the figures',
        notebook_task: {
          notebook_path: '/Workspace/Shared/sales/refresh_sales',
          base_parameters: { region: '{{job.parameters.region}}', as_of: '{{job.parameters.as_of}}' },
        },
      },
    ],
  },
  scripts: { refresh_sales: { setupMs: 2000, durationMs: 7000, cleanupMs: 600, result: { table: 'sales' } } },
}

/** Five tasks, of which a condition leaves one out: about 20 s. */
export const monthlyClose: SampleJob = {
  settings: {
    name: 'Monthly close',
    description:
      'Collects the ledgers of a period, posts adjustments when they differ, and writes the closing report.',
    tags: { team: 'finance' },
    parameters: [
      { name: 'period', default: '2026-06' },
      { name: 'tolerance', default: '0' },
      { name: 'companies', default: '[]' },
      { name: 'note', default: '' },
    ],
    max_concurrent_runs: 3,
    queue: { enabled: true },
    tasks: [
      {
        task_key: 'collect_ledgers',
        notebook_task: {
          notebook_path: '/Workspace/Shared/finance/collect_ledgers',
          base_parameters: { period: '{{job.parameters.period}}' },
        },
      },
      {
        task_key: 'ledgers_differ',
        depends_on: [{ task_key: 'collect_ledgers' }],
        condition_task: {
          op: 'GREATER_THAN',
          left: '{{tasks.collect_ledgers.values.difference}}',
          right: '{{job.parameters.tolerance}}',
        },
      },
      {
        task_key: 'post_adjustments',
        depends_on: [{ task_key: 'ledgers_differ', outcome: 'true' }],
        notebook_task: { notebook_path: '/Workspace/Shared/finance/post_adjustments' },
      },
      {
        task_key: 'confirm_balance',
        depends_on: [{ task_key: 'ledgers_differ', outcome: 'false' }],
        notebook_task: { notebook_path: '/Workspace/Shared/finance/confirm_balance' },
      },
      {
        task_key: 'closing_report',
        depends_on: [{ task_key: 'post_adjustments' }, { task_key: 'confirm_balance' }],
        run_if: 'NONE_FAILED',
        notebook_task: { notebook_path: '/Workspace/Shared/finance/closing_report' },
      },
    ],
  },
  scripts: {
    collect_ledgers: {
      setupMs: 2000,
      durationMs: 5000,
      cleanupMs: 400,
      values: { difference: '18.40' },
      result: '{"period":"{{job.parameters.period}}","ledgers":14,"difference":18.4}',
    },
    ledgers_differ: { durationMs: 500 },
    post_adjustments: {
      setupMs: 500,
      durationMs: 5000,
      cleanupMs: 300,
      result: '{"adjustments":3,"posted":18.4,"currency":"EUR"}',
    },
    confirm_balance: { setupMs: 500, durationMs: 2000, cleanupMs: 300, result: 'The ledgers balance.' },
    closing_report: {
      setupMs: 500,
      durationMs: 5000,
      cleanupMs: 300,
      result: 'Period {{job.parameters.period}} is closed. Ledgers: 14. Adjustments: 3.',
    },
  },
}
