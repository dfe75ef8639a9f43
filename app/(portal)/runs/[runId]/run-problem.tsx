import { MessageBar } from '@/app/_components/message-bar'
import { signInAgainHref } from '@/app/_components/sign-in-again'
import { Time } from '@/app/_components/time'
import { formatTime } from '@/lib/language/format'
import type { Words } from '@/lib/language/words'
import { failedTaskOf, nextStepOf } from '@/lib/runs/explain'
import { isActive, startedOf } from '@/lib/runs/run'
import type { RunRow } from '@/lib/runs/run-view'
import type { RunView } from '@/lib/runs/server/get-run'
import styles from './run-problem.module.css'

interface RunProblemProps {
  readonly view: RunView
  readonly mine: boolean
  readonly words: Words
  readonly timeZone: string
}

/** What the person must know before anything else: what went wrong, whether the job started, and what to do. */
export function RunProblem({ view, mine, words, timeZone }: RunProblemProps) {
  const { run } = view
  return (
    <div className={styles.problems}>
      {run.notWatchedSince !== undefined && isActive(run.state) && (
        <MessageBar
          tone="warning"
          title={words.run.notWatched}
          action={
            mine
              ? { label: words.run.signInAgain, href: signInAgainHref(run.startedBy, `/runs/${run.id}`) }
              : undefined
          }
        >
          {words.run.notWatchedSince} <Time at={run.notWatchedSince} />.{' '}
          {mine ? words.run.signInAgainText : words.run.notWatchedText}
        </MessageBar>
      )}
      {run.databricksRunId === undefined && run.error && <NotSubmitted run={run} words={words} timeZone={timeZone} />}
      {run.cancelRequestedAt !== undefined && isActive(run.state) && run.endedAt === undefined && (
        <MessageBar tone="info">{words.run.cancelling}</MessageBar>
      )}
      {run.status === 'Queued' && (
        <MessageBar tone="info" title={words.run.queued}>
          {run.queueReason}
        </MessageBar>
      )}
      {run.databricksRunId !== undefined && run.state === 'lost' && (
        <MessageBar tone="warning" title={words.run.vanished}>
          {words.run.vanishedText} {words.run.didStart(run.databricksRunId)}
        </MessageBar>
      )}
      {run.databricksRunId !== undefined && <Failure view={view} words={words.run} />}
    </div>
  )
}

/** A press whose call did not come through, or not yet. */
function NotSubmitted({
  run,
  words,
  timeZone,
}: {
  readonly run: RunRow
  readonly words: Words
  readonly timeZone: string
}) {
  if (!run.error) return null
  const { title, next } = words.errors[run.error.code](run.error.facts)
  const trying = isActive(run.state)
  return (
    <MessageBar tone={trying ? 'warning' : 'error'} title={title}>
      {whetherStarted(run, words.run)} {next}{' '}
      {trying && words.run.tryingUntil(formatTime(run.deadline, timeZone, 'time'))}
    </MessageBar>
  )
}

function whetherStarted(run: RunRow, words: Words['run']): string {
  if (startedOf(run.state, run.databricksRunId) === 'did not start') return words.didNotStart
  if (!isActive(run.state)) return words.neverKnown
  return run.maybeStarted ? words.notKnownYet : words.stillToStart
}

function Failure({ view, words }: { readonly view: RunView; readonly words: Words['run'] }) {
  const { run } = view
  if (!['Failed', 'Timed out', 'Skipped', 'Succeeded with failures'].includes(run.status)) return null
  const task = failedTaskOf(view.tasks)
  const tone = run.status === 'Failed' || run.status === 'Timed out' ? 'error' : 'warning'
  return (
    <MessageBar tone={tone} title={task ? words.failedTask(task.taskKey) : (run.stateMessage ?? run.status)}>
      {task?.error && <code className={styles.message}>{task.error}</code>}{' '}
      {words.didStart(run.databricksRunId ?? '')} <strong>{words.whatToDo}:</strong>{' '}
      {nextStepOf(run, view.flow.definition.advice, words)}
    </MessageBar>
  )
}
