import { MessageBar } from '@/app/_components/message-bar'
import { SubmitButton } from '@/app/_components/submit-button'
import { Time } from '@/app/_components/time'
import type { Words } from '@/lib/language/words'
import { LONGEST_NOTE, NOTE_PROBLEMS } from '@/lib/runs/run-note'
import type { RunRow } from '@/lib/runs/run-view'
import { addNoteAction } from './actions'
import styles from './run-details.module.css'

interface RunNotesProps {
  readonly run: RunRow
  /** Why the last one was not kept, as the page's address says. */
  readonly problem: unknown
  readonly words: Words['notes']
}

/** What people have to say of the run, oldest first, and a form for more. */
export function RunNotes({ run: { id, notes }, problem, words }: RunNotesProps) {
  const known = NOTE_PROBLEMS.find((name) => name === problem)
  return (
    <div className={styles.groups} id="notes">
      {known && <MessageBar tone="error">{words.problems[known]}</MessageBar>}
      {notes.map((note) => (
        <div key={note.id}>
          <strong>{note.author}</strong> <Time at={note.createdAt} />
          <p className={styles.said}>{note.text}</p>
        </div>
      ))}
      <form action={addNoteAction} className={styles.add}>
        <input type="hidden" name="run" value={id} />
        {/* Another list of notes is another form: what was kept is gone from it. */}
        <textarea key={notes.length} name="text" rows={2} required maxLength={LONGEST_NOTE} aria-label={words.text} />
        <p>{words.lead}</p>
        <SubmitButton look="default">{words.add}</SubmitButton>
      </form>
    </div>
  )
}
