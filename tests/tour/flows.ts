import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sample from '../../emulators/sample-flows.json' with { type: 'json' }

const SALES_JOB = '410000000000001'
const PING_JOB = '410000000000006'
const INVOICES_JOB = '410000000000003'
const WAREHOUSE = 'a1b2c3d4e5f60718'
/** Of the emulator. */
const FINANCE = '00000000-0000-4000-a000-000000000001'

/** A job, a statement with its result, a failure, and what is done about it. */
const IN_STEPS = {
  slug: 'in-steps',
  title: 'Close the day in steps',
  owner: 'maker@contoso.example',
  steps: [
    { action: 'run_now', name: 'Refresh', jobId: SALES_JOB, jobParameters: { region: { value: 'EMEA' } } },
    {
      ...{ action: 'sql', name: 'Read the orders', warehouseId: WAREHOUSE },
      statement: 'SELECT order_id, product FROM orders WHERE region = :region ORDER BY order_id LIMIT 3',
      parameters: { region: { step: 'Refresh', result: 'status', type: 'STRING' } },
    },
    { action: 'sql', name: 'Count what is new', warehouseId: WAREHOUSE, statement: 'SELECT * FROM nothing' },
    { action: 'run_now', name: 'Tell the team', jobId: PING_JOB, runAfter: ['failed'], wait: false },
    { action: 'run_now', name: 'Tell the owner', jobId: PING_JOB, runAfter: ['failed'] },
  ],
  audience: { roles: ['Portal.User'], people: [], groups: [{ id: FINANCE, name: 'Finance' }] },
}

const FOLDER = '/Volumes/finance/inbound/uploads'

const WITH_FILES = {
  slug: 'with-files',
  title: 'Hand in invoices',
  owner: 'maker@contoso.example',
  inputs: {
    type: 'object',
    additionalProperties: false,
    required: ['report'],
    'x-order': ['report', 'rules'],
    properties: {
      report: { type: 'string', title: 'Invoices', 'x-control': 'file', 'x-folder': FOLDER },
      rules: { type: 'string', title: 'Rules as SQL', 'x-control': 'file', description: 'Left out, the usual ones.' },
    },
  },
  steps: [
    {
      ...{ action: 'run_now', jobId: INVOICES_JOB },
      jobParameters: { source_folder: { input: 'report' }, mapping: { input: 'rules' } },
    },
  ],
  audience: { roles: ['Portal.User'], people: [] },
}

/** A file with the sample flows and with what they have nothing of: steps, files, a group. */
export async function writeFlows(): Promise<{ readonly path: string; readonly remove: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'lakeport-flows-'))
  const path = join(folder, 'flows.json')
  await writeFile(path, JSON.stringify({ flows: [...sample.flows, IN_STEPS, WITH_FILES] }))
  return { path, remove: () => rm(folder, { recursive: true }) }
}
