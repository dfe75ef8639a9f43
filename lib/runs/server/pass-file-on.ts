import 'server-only'
import { withWorkspace } from '@/lib/connections/server/with-workspace'
import type { Workspace } from '@/lib/databricks/workspace'
import { PortalError } from '@/lib/errors'
import { describeError, log } from '@/lib/log'
import { selectConnection } from '@/lib/store/connections'
import { query } from '@/lib/store/current'
import { markUploaded } from '@/lib/store/run-files'
import type { Dispatch } from '@/lib/store/run-moves'
import type { Upload } from './upload'

interface Passing {
  readonly dispatch: Pick<Dispatch, 'runId' | 'filesUntil'>
  readonly workspace: Workspace
  readonly upload?: Upload | undefined
}

/** Once for each run: who comes later finds it there, or finds that nobody has it any more. @throws PortalError file_lost, file_not_uploaded */
export async function passFileOn({ dispatch, workspace, upload }: Passing): Promise<void> {
  if (!dispatch.filesUntil) return
  if (!upload) throw new PortalError('file_lost', 'The bytes of a file are gone with the process that had them.')
  const bytes = await upload.send(workspace)
  await query((db) => markUploaded(db, dispatch.runId, { field: upload.field, bytes }))
}

/** Its bytes cannot wait until it is the run's turn. Where they do not arrive, the run says so when its turn has come. */
export async function passFileOnAhead(runId: string, connectionId: string, upload: Upload): Promise<void> {
  const connection = await query((db) => selectConnection(db, connectionId))
  if (!connection) throw new Error(`Run ${runId} has no connection`)
  const dispatch = { runId, filesUntil: new Date() }
  try {
    await withWorkspace(connection, (workspace) => passFileOn({ dispatch, workspace, upload }), runId)
  } catch (thrown) {
    if (!(thrown instanceof PortalError)) throw thrown
    log('warn', 'run.file_not_passed_on', { runId, ...describeError(thrown) })
  }
}
