import 'server-only'
import { PORTAL } from '@/lib/audit/audit-entry'
import { admitted, closedError } from '@/lib/connections/server/workspace-budget'
import { runNow } from '@/lib/databricks/jobs'
import { submitRun } from '@/lib/databricks/submit-run'
import type { CallTrace } from '@/lib/databricks/trace'
import type { Workspace } from '@/lib/databricks/workspace'
import { getWrittenJob } from '@/lib/databricks/written-job'
import { PortalError } from '@/lib/errors'
import { oneTimeRun } from '@/lib/runs/one-time-run'
import { secretValues } from '@/lib/runs/secret-inputs'
import { isTooMuch, longestOf } from '@/lib/runs/step-results'
import { uncarriedText } from '@/lib/runs/uncarried'
import { uncarriedOf } from '@/lib/runs/uncarried-of'
import type { WrittenSettings } from '@/lib/runs/written-settings'
import { insertAudit } from '@/lib/store/audit'
import type { Connection } from '@/lib/store/connections'
import { inTransaction } from '@/lib/store/current'
import { type Lease, LeaseLost } from '@/lib/store/lease'
import { type Dispatch, keepToSend } from '@/lib/store/run-moves'
import { passFileOn } from './pass-file-on'
import { prepareStatement, type Start, type Started } from './prepare-statement'
import { type KeptInputs, openInputs, sealInputs } from './sealed-inputs'
import { settingsDigest } from './settings-digest'
import type { Upload } from './upload'

const ONCE = { attempts: 1, windowMs: 0 }

interface Starting {
  readonly lease: Lease
  readonly dispatch: Dispatch
  readonly connection: Connection
  readonly workspace: Workspace
  /** The file that the press brings, in the process that has it. */
  readonly upload?: Upload | undefined
}

/**
 * Does everything that comes before the call that starts a press. Each such call says the same, whichever process makes it:
 * what a job was at the press is kept before the first one.
 * @throws PortalError inputs_unreadable, file_not_uploaded, file_lost, value_too_long, job_not_carried, and what reading the job fails with: nothing was started then
 */
export async function prepareStart(starting: Starting): Promise<Start> {
  const { dispatch, connection, workspace } = starting
  const { runId, step, token } = dispatch
  await passFileOn(starting)
  const kept = openInputs(connection, runId, dispatch.sealedInputs)
  const values = { ...dispatch.jobParameters, ...kept.parameters, ...secretValues(step, kept.inputs) }
  demandShort(values)
  if (step.action === 'sql') return prepareStatement(workspace, dispatch, step, values)
  const { jobId } = step
  if (dispatch.identityMode === 'shared') {
    const parameters = step.parametersTo === 'notebook' ? { notebookParams: values } : { jobParameters: values }
    const request = { ...parameters, jobId, idempotencyToken: token }
    return async () => startedBy(await runNow(workspace, request, { retry: ONCE }))
  }
  const run = oneTimeRun(kept.settings ?? (await readAndKeep(starting, jobId, kept)), {
    jobId,
    values,
    parametersTo: step.parametersTo,
  })
  return async () => startedBy(await submitRun(workspace, run, token, { retry: ONCE }))
}

function startedBy({ runId: id, ...trace }: { readonly runId: string } & CallTrace): Started {
  return { id, ...trace }
}

/** What earlier steps left and what is secret come together only now. @throws PortalError value_too_long */
function demandShort(values: Readonly<Record<string, string>>): void {
  if (!isTooMuch(values)) return
  const facts = { name: longestOf(values) }
  throw new PortalError('value_too_long', 'The parameters are longer than Databricks takes.', { facts })
}

/** Read with the person's own token at the press, and the same for every repetition of it. */
async function readAndKeep(
  { lease, dispatch, connection, workspace }: Starting,
  jobId: string,
  kept: KeptInputs,
): Promise<WrittenSettings> {
  if (!(await admitted(connection.origin))) throw await closedError(connection.origin)
  const { settings } = await getWrittenJob(workspace, jobId, { retry: ONCE })
  demandCarried(settings)
  const sha256 = settingsDigest(settings)
  const sealedInputs = sealInputs(connection, dispatch.runId, { ...kept, settings })
  await inTransaction(async (trx) => {
    const isKept = await keepToSend(trx, lease, { stepId: dispatch.stepId, sealedInputs, settingsDigest: sha256 })
    if (!isKept) throw new LeaseLost('The run is in other hands')
    await insertAudit(trx, {
      actor: { ...PORTAL, personId: dispatch.person.id },
      action: 'run.settings',
      target: `run:${dispatch.runId}`,
      outcome: 'done',
      details: { job: jobId, sha256 },
    })
  })
  return settings
}

/** @throws PortalError job_not_carried, and nothing was started */
function demandCarried(settings: WrittenSettings): void {
  const uncarried = uncarriedOf(settings)
  if (uncarried.length === 0) return
  throw new PortalError('job_not_carried', 'A one-time run cannot carry what the job uses.', {
    facts: { uses: uncarriedText(uncarried) },
  })
}
