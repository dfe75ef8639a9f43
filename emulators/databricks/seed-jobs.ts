import type { SampleJob } from './seed-tables.ts'

const RED = '\u001b[0;31m'
const GREEN = '\u001b[0;32m'
const PLAIN = '\u001b[0m'

const INVOICE_ERROR = 'ValueError: invoice INV-2026-00317: net amount <empty> is not a number'

/** A notebook's traceback as IPython prints it, colours included. */
const INVOICE_TRACE = [
  `${RED}---------------------------------------------------------------------------${PLAIN}`,
  `${RED}ValueError${PLAIN}                                Traceback (most recent call last)`,
  `File ${GREEN}<command-3301>, line 14${PLAIN}`,
  `${GREEN}     12${PLAIN} invoices = read_folder("{{job.parameters.source_folder}}")`,
  `${GREEN}     13${PLAIN} for invoice in invoices:`,
  `${GREEN}---> 14${PLAIN}     validate(invoice)`,
  '',
  `File ${GREEN}<command-3301>, line 8${PLAIN}, in ${GREEN}validate${PLAIN}(invoice)`,
  `${GREEN}      7${PLAIN} if not is_number(invoice.net):`,
  `${GREEN}----> 8${PLAIN}     raise ValueError(f"invoice {invoice.id}: net amount {invoice.net} is not a number")`,
  '',
  `${RED}ValueError${PLAIN}: invoice INV-2026-00317: net amount <empty> is not a number`,
].join('\n')

/** Four tasks; the third fails, and the fourth is never run. */
export const importInvoices: SampleJob = {
  settings: {
    name: 'Import supplier invoices',
    description: 'Reads the invoices of a folder, checks them and loads them into the ledger.',
    tags: { team: 'finance' },
    parameters: [
      { name: 'source_folder', default: '/Volumes/finance/inbound/invoices' },
      { name: 'mapping', default: '{}' },
      { name: 'archive_password', default: '' },
    ],
    max_concurrent_runs: 5,
    queue: { enabled: true },
    tasks: [
      {
        task_key: 'list_files',
        notebook_task: {
          notebook_path: '/Workspace/Shared/finance/list_files',
          base_parameters: { folder: '{{job.parameters.source_folder}}' },
        },
      },
      {
        task_key: 'read_invoices',
        depends_on: [{ task_key: 'list_files' }],
        notebook_task: { notebook_path: '/Workspace/Shared/finance/read_invoices' },
      },
      {
        task_key: 'validate_invoices',
        depends_on: [{ task_key: 'read_invoices' }],
        notebook_task: { notebook_path: '/Workspace/Shared/finance/validate_invoices' },
      },
      {
        task_key: 'load_invoices',
        depends_on: [{ task_key: 'validate_invoices' }],
        notebook_task: { notebook_path: '/Workspace/Shared/finance/load_invoices' },
      },
    ],
  },
  scripts: {
    list_files: { setupMs: 1000, durationMs: 1500, result: '42 files in {{job.parameters.source_folder}}' },
    read_invoices: { setupMs: 300, durationMs: 2500, result: '{"files":42,"invoices":317}' },
    validate_invoices: {
      setupMs: 300,
      durationMs: 2000,
      outcome: 'FAILED',
      error: INVOICE_ERROR,
      errorTrace: INVOICE_TRACE,
    },
    load_invoices: { setupMs: 300, durationMs: 2000, result: '{"loaded":317}' },
  },
}

/** Three minutes: long enough to be cancelled. */
export const rebuildForecast: SampleJob = {
  settings: {
    name: 'Rebuild forecast model',
    description: 'Trains the demand forecast anew. It takes three minutes.',
    tags: { team: 'planning' },
    parameters: [
      { name: 'horizon_weeks', default: '12' },
      { name: 'train_until', default: '' },
    ],
    max_concurrent_runs: 2,
    queue: { enabled: true },
    tasks: [
      {
        task_key: 'train_model',
        python_wheel_task: {
          package_name: 'demand_forecast',
          entry_point: 'train',
          named_parameters: { horizon: '{{job.parameters.horizon_weeks}}' },
        },
      },
    ],
  },
  scripts: {
    train_model: {
      setupMs: 5000,
      durationMs: 174_000,
      cleanupMs: 800,
      logs: 'horizon: {{job.parameters.horizon_weeks}} weeks\nepoch 1/3 loss 0.412\nepoch 2/3 loss 0.266\nepoch 3/3 loss 0.241\n',
    },
  },
}

/** One run at a time; the others wait in line. */
export const publishPriceList: SampleJob = {
  settings: {
    name: 'Publish price list',
    description: 'Publishes a price list to the shops, one at a time.',
    tags: { team: 'pricing' },
    parameters: [{ name: 'price_list', default: 'standard' }],
    max_concurrent_runs: 1,
    queue: { enabled: true },
    tasks: [
      {
        task_key: 'publish',
        notebook_task: {
          notebook_path: '/Workspace/Shared/pricing/publish',
          base_parameters: { price_list: '{{job.parameters.price_list}}' },
        },
      },
    ],
  },
  scripts: {
    publish: {
      setupMs: 2000,
      durationMs: 12_000,
      cleanupMs: 600,
      result: 'Price list {{job.parameters.price_list}} is published to 212 shops.',
    },
  },
}

/** No parameter, a script with a log: about 4 s. */
export const pingLakehouse: SampleJob = {
  settings: {
    name: 'Ping the lakehouse',
    description: 'Checks that the catalogs answer.',
    max_concurrent_runs: 10,
    queue: { enabled: true },
    tasks: [
      {
        task_key: 'ping',
        spark_python_task: { python_file: '/Workspace/Shared/operations/ping.py', parameters: [] },
      },
    ],
  },
  scripts: {
    ping: {
      setupMs: 800,
      durationMs: 2600,
      cleanupMs: 300,
      logs: 'catalog main: ok (38 ms)\ncatalog finance: ok (41 ms)\ncatalog sales: ok (35 ms)\n3 of 3 catalogs answer\n',
    },
  },
}
