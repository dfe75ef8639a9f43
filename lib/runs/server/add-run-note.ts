import 'server-only'
import { actorOf } from '@/lib/audit/audit-entry'
import type { Viewer } from '@/lib/identity/viewer'
import { newId } from '@/lib/new-id'
import { LONGEST_NOTE, MOST_NOTES, type NoteProblem } from '@/lib/runs/run-note'
import { storableText } from '@/lib/runs/storable-text'
import { insertAudit } from '@/lib/store/audit'
import { inTransaction } from '@/lib/store/current'
import { countNotes, insertNote } from '@/lib/store/run-notes'
import { selectRunPulse } from '@/lib/store/run-views'
import { permittedRun } from './permitted-run'

/**
 * Keeps a note with a run that the viewer may see, or answers why not. Nobody changes one afterwards. The audit log says that there
 * is one, and not what it says: a name can be taken out of a note.
 * @throws PortalError not_found
 */
export async function addRunNote(viewer: Viewer, runId: string, typed: string): Promise<NoteProblem | undefined> {
  const run = await permittedRun(viewer, runId, (db) => selectRunPulse(db, runId))
  const text = storableText(typed.replaceAll('\r\n', '\n').trim())
  if (text === '' || text.length > LONGEST_NOTE) return 'shape'
  return inTransaction(async (trx) => {
    if ((await countNotes(trx, run.id)) >= MOST_NOTES) return 'full'
    const note = {
      id: newId(),
      runId: run.id,
      personId: viewer.personId,
      author: viewer.userName,
      text,
      at: new Date(),
    }
    await insertNote(trx, note)
    await insertAudit(trx, {
      actor: actorOf(viewer),
      action: 'run.note',
      target: `run:${run.id}`,
      outcome: 'done',
      details: { note: note.id, characters: text.length },
    })
    return undefined
  })
}
