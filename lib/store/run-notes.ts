import 'server-only'
import { sql } from 'kysely'
import type { RunNote } from '@/lib/runs/run-note'
import type { Executor } from './database'

interface NoteJson {
  readonly id: string
  readonly author: string
  readonly text: string
  readonly created_at_ms: number
}

/** Of the run of the row, oldest first: with the run in one statement. */
export const notesOfRun = sql<readonly NoteJson[]>`coalesce((
  select jsonb_agg(jsonb_build_object(
           'id', id, 'author', author, 'text', text,
           'created_at_ms', floor(extract(epoch from created_at) * 1000)) order by created_at, id)
    from run_notes where run_notes.run_id = runs.id), '[]'::jsonb)`

export function toNote({ id, author, text, created_at_ms }: NoteJson): RunNote {
  return { id, author, text, createdAt: Number(created_at_ms) }
}

/** How many a run has; nobody adds one until the transaction ends. */
export async function countNotes(trx: Executor, runId: string): Promise<number> {
  await trx.selectFrom('runs').select('id').where('id', '=', runId).forUpdate().execute()
  const { count } = await trx
    .selectFrom('run_notes')
    .select(({ fn }) => fn.countAll<string>().as('count'))
    .where('run_id', '=', runId)
    .executeTakeFirstOrThrow()
  return Number(count)
}

interface NewNote {
  readonly id: string
  readonly runId: string
  readonly personId: string
  readonly author: string
  readonly text: string
  readonly at: Date
}

export async function insertNote(trx: Executor, { id, runId, personId, author, text, at }: NewNote): Promise<void> {
  await trx
    .insertInto('run_notes')
    .values({ id, run_id: runId, person_id: personId, author, text, created_at: at })
    .execute()
}
