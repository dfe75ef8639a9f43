import { MessageBar } from '@/app/_components/message-bar'
import { Sentence } from '@/app/_components/sentence'
import { mendLink } from '@/app/_components/sign-in-again'
import { Time } from '@/app/_components/time'
import type { Words } from '@/lib/language/words'
import type { RunRow } from '@/lib/runs/run-view'

interface RunNotWatchedProps {
  readonly run: RunRow
  readonly mine: boolean
  readonly words: Words
}

/** Without its person's tokens nobody can look at a run: since when, why, and who can mend it. */
export function RunNotWatched({ run, mine, words: { run: words, errors } }: RunNotWatchedProps) {
  if (run.notWatchedSince === undefined) return null
  const { code, facts } = run.notWatchedBecause ?? { code: 'connection_expired', facts: {} }
  const { title, next } = errors[code](facts)
  const labels = { signInAgain: words.signInAgain, connections: words.goToConnections }
  const mend = mendLink({ code, facts }, { userName: run.startedBy, back: `/runs/${run.id}` }, labels)
  return (
    <MessageBar tone="warning" title={words.notWatched} action={mine ? mend : undefined}>
      <Sentence text={words.notWatchedSince} part={<Time at={run.notWatchedSince} />} />
      {mine ? (
        <p>
          {title} {next} {words.goesOnText}
        </p>
      ) : (
        <p>{words.notWatchedText}</p>
      )}
    </MessageBar>
  )
}
