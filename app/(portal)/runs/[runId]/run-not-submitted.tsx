import { MessageBar } from '@/app/_components/message-bar'
import { Sentence } from '@/app/_components/sentence'
import { Time } from '@/app/_components/time'
import type { Words } from '@/lib/language/words'
import { errorAdviceOf } from '@/lib/runs/explain'
import { failureOfRun } from '@/lib/runs/failure-of-run'
import { startedOf } from '@/lib/runs/run'
import { isActive } from '@/lib/runs/run-state'
import type { RunRow } from '@/lib/runs/run-view'
import type { RunView } from '@/lib/runs/server/get-run'
import { lastCallAt } from '@/lib/runs/submission'
import { FailureCause } from './failure-cause'
import { startWords } from './start-words'
import { stepSentence } from './step-sentence'
import { WhomToAsk } from './whom-to-ask'

interface RunNotSubmittedProps {
  readonly view: RunView
  readonly words: Words
}

/** A press whose call did not come through, or not yet. */
export function RunNotSubmitted({ view, words: { run: words, errors, support } }: RunNotSubmittedProps) {
  const { run } = view
  if (!run.error) return null
  const { title, next } = errors[run.error.code](run.error.facts)
  const trying = isActive(run.state)
  const failure = trying ? undefined : failureOfRun(view)
  // In doubt and without tokens, the portal waits for a sign-in and not for a time.
  const untilTime = trying && run.notWatchedSince === undefined
  return (
    <MessageBar tone={trying ? 'warning' : 'error'} title={title}>
      {failure && <FailureCause failure={failure} withLine={false} words={words} />}
      {stepSentence(view, words)}
      <p>{whetherStarted(run, words)}</p>
      <p>
        <strong>{words.whatToDo}:</strong> {errorAdviceOf(failure?.line, view.flow.definition) ?? next}{' '}
        {untilTime && <Sentence text={words.tryingUntil} part={<Time at={triesUntil(run)} />} />}
      </p>
      {!trying && <WhomToAsk run={run} words={support} />}
    </MessageBar>
  )
}

function triesUntil({ maybeStarted, deadline }: RunRow): number {
  return lastCallAt({ maybeStarted, deadline: new Date(deadline) })
}

function whetherStarted(run: RunRow, allWords: Words['run']): string {
  const words = startWords(run, allWords)
  if (startedOf(run.state, run.databricksRunId) === 'did not start') return words.didNotStart
  if (!isActive(run.state)) return words.neverKnown
  return run.maybeStarted ? words.notKnownYet : words.stillToStart
}
