import 'server-only'
import { actorOf } from '@/lib/audit/audit-entry'
import { inGoodTime } from '@/lib/connections/server/in-good-time'
import { usableConnection } from '@/lib/connections/server/usable-connection'
import { admitted, closedError } from '@/lib/connections/server/workspace-budget'
import { exportRun } from '@/lib/databricks/run-output'
import { PortalError } from '@/lib/errors'
import type { Viewer } from '@/lib/identity/viewer'
import { insertAudit } from '@/lib/store/audit'
import { query } from '@/lib/store/current'
import { type RunNotebook, selectRunNotebook } from '@/lib/store/run-notebooks'
import { permittedRun } from './permitted-run'

const LONGEST_WAIT_MS = 10_000
const ONCE = { attempts: 1, windowMs: 0 }

export interface NotebookAsked {
  readonly runId: string
  /** Databricks' run id of one attempt of a task. */
  readonly attempt: string
}

export interface NotebookPage {
  readonly run: Pick<RunNotebook, 'id' | 'number' | 'personId'>
  readonly taskKey: string
  readonly name: string
  readonly html: string
}

/**
 * The notebook of a task as it ran, code and results: `html` is a whole page with scripts, of Databricks and of the job. It is not
 * kept here; Databricks has it for 60 days, and shows it to whoever it lets view the run, so the viewer's own token asks. On
 * record before it is given away (AUD-4).
 * @throws PortalError not_found, results_secret, the reason why no token can be had, databricks_*
 */
export async function notebookOfRun(viewer: Viewer, { runId, attempt }: NotebookAsked): Promise<NotebookPage> {
  const run = await permittedRun(viewer, runId, (db) => selectRunNotebook(db, runId, attempt))
  const { taskKey, step, connectorId } = run
  if (taskKey === undefined) throw new PortalError('not_found', 'The run has no such notebook.')
  if (step?.secretResults) throw new PortalError('results_secret', 'The results of this step are secret.')
  const connection = await usableConnection(viewer, connectorId)
  const views = await inGoodTime(connection, LONGEST_WAIT_MS, async (workspace, signal) => {
    if (!(await admitted(workspace.origin))) throw await closedError(workspace.origin)
    return exportRun(workspace, attempt, { signal, retry: ONCE })
  })
  const notebook = views.find(({ type }) => type === 'NOTEBOOK')
  if (!notebook) throw new PortalError('not_found', 'Databricks has no such notebook.')
  const look = { action: 'run.notebook', target: `run:${run.id}`, outcome: 'done', details: { attempt } } as const
  await query((db) => insertAudit(db, { actor: actorOf(viewer), ...look }))
  return { run, taskKey, name: notebook.name ?? taskKey, html: notebook.content }
}
