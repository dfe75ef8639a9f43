import { MessageBar } from '@/app/_components/message-bar'
import { type ErrorCode, STATUS_OF } from '@/lib/errors'
import type { Words } from '@/lib/language/words'
import { type QueueReason, queueReasonOf } from '@/lib/runs/queue-reason'
import { isActive } from '@/lib/runs/run-state'
import type { RunView } from '@/lib/runs/server/get-run'
import { RunFailure } from './run-failure'
import { RunNotSubmitted } from './run-not-submitted'
import { RunNotWatched } from './run-not-watched'
import styles from './run-problem.module.css'
import { RunRepair } from './run-repair'
import { RunRests } from './run-rests'
import { startWords } from './start-words'

interface RunProblemProps {
  readonly view: RunView
  readonly mine: boolean
  /** Why the command that was pressed on this page did nothing, as its address says. */
  readonly refusal: string
  readonly words: Words
}

/** What the person must know before anything else: what went wrong, whether the job started, and what to do. */
export function RunProblem({ view, mine, refusal, words }: RunProblemProps) {
  const { run } = view
  const active = isActive(run.state)
  const isOfStatement = run.databricksJobId === undefined
  return (
    <div className={styles.problems}>
      {isErrorCode(refusal) && (
        <MessageBar tone="error" title={words.errors[refusal]({}).title}>
          {words.errors[refusal]({}).next}
        </MessageBar>
      )}
      {active && <RunNotWatched run={run} mine={mine} words={words} />}
      {run.databricksRunId === undefined && run.error && <RunNotSubmitted view={view} words={words} />}
      {run.cancelRequestedAt !== undefined && active && run.endedAt === undefined && (
        <MessageBar tone="info">{words.run.cancelling}</MessageBar>
      )}
      <RunRepair run={run} words={words} />
      {isOfStatement && run.databricksRunId !== undefined && run.status === 'Waiting' && (
        <MessageBar tone="info" title={words.run.warehouseStarts}>
          {words.run.warehouseStartsText}
        </MessageBar>
      )}
      <RunRests run={run} words={words.run} />
      {run.status === 'Queued' && <RunQueued reason={queueReasonOf(run.queueReason ?? '')} words={words.run} />}
      {run.databricksRunId !== undefined && run.state === 'lost' && (
        <MessageBar tone="warning" title={words.run.vanished}>
          <p>{words.run.vanishedText}</p>
          <p>{startWords(run, words.run).didStart(run.databricksRunId)}</p>
        </MessageBar>
      )}
      {run.databricksRunId !== undefined && <RunFailure view={view} words={words} />}
    </div>
  )
}

/** Why it waits, in our words where there are some, and in Databricks' own. */
function RunQueued({ reason: { code = '', message }, words }: { reason: QueueReason; words: Words['run'] }) {
  // The code is Databricks' text: `constructor` must find nothing.
  const why = Object.hasOwn(words.queueReasons, code) ? words.queueReasons[code] : undefined
  return (
    <MessageBar tone="info" title={words.queued}>
      {why && `${why} `}
      {words.queuedText}
      {message && <p>{words.databricksSays(message)}</p>}
    </MessageBar>
  )
}

function isErrorCode(text: string): text is ErrorCode {
  return Object.hasOwn(STATUS_OF, text)
}
