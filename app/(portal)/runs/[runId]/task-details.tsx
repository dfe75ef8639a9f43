import { Duration } from '@/app/_components/duration'
import { type KeyValue, KeyValues } from '@/app/_components/key-values'
import { PageLink } from '@/app/_components/page-link'
import { StatusBadge } from '@/app/_components/status-badge'
import { Time } from '@/app/_components/time'
import type { Words } from '@/lib/language/words'
import { isFinal } from '@/lib/runs/run-status'
import type { TaskRow } from '@/lib/runs/run-view'
import { notebookPath } from './notebook/notebook-path'
import problemStyles from './run-problem.module.css'
import styles from './run-strip.module.css'
import { type TaskLook, taskLookUrl } from './task-look'
import { beforeOf } from './task-node'
import { spentOf } from './task-row'

interface TaskDetailsProps {
  /** Oldest attempts first. */
  readonly task: { readonly latest: TaskRow; readonly earlier: readonly TaskRow[] }
  /** Its results are: the notebook as it ran has them in it. */
  readonly isSecret: boolean
  readonly look: TaskLook
  readonly words: Words['run']
  /** The server's clock, epoch ms. */
  readonly now: number
}

/** All that is known of one task, and of each of its attempts. */
export function TaskDetails({ task: { latest, earlier }, isSecret, look, words, now }: TaskDetailsProps) {
  const { taskWords } = words
  const { iterations } = latest.facts
  return (
    <section id="task" className={styles.step} aria-label={taskWords.task(latest.taskKey)}>
      <div className={styles.strip}>
        <h3>{taskWords.task(latest.taskKey)}</h3>
        <PageLink href={taskLookUrl({ ...look, open: undefined })} scroll={false}>
          {taskWords.close}
        </PageLink>
        {latest.facts.pageUrl && (
          <a href={latest.facts.pageUrl} target="_blank" rel="noopener noreferrer">
            {words.openInDatabricks}
          </a>
        )}
      </div>
      <KeyValues items={factsOf(latest, words)} />
      {iterations && iterations.errors.length > 0 && (
        <ul className={problemStyles.message}>
          {iterations.errors.map(({ count, message }) => (
            <li key={message}>{taskWords.iterationError(count, message)}</li>
          ))}
        </ul>
      )}
      <h4>{taskWords.attempts}</h4>
      <ol className={styles.step}>
        {[...earlier, latest].map((attempt) => (
          <Attempt key={attempt.databricksRunId} runId={look.runId} {...{ attempt, isSecret, words, now }} />
        ))}
      </ol>
    </section>
  )
}

function factsOf(task: TaskRow, words: Words['run']): readonly KeyValue[] {
  const { taskWords } = words
  const { facts, detail } = task
  const { iterations } = facts
  const stand = iterations && taskWords.iterationsStand(...countsOf(iterations))
  const all = [
    { label: taskWords.kind, value: words.kinds[task.kind] ?? words.otherKind },
    { label: taskWords.description, value: detail.description },
    { label: taskWords.notebook, value: detail.notebook },
    { label: taskWords.condition, value: conditionOf(task, words) },
    { label: taskWords.waitsFor, value: beforeOf(task, words) },
    { label: taskWords.runIf, value: facts.runIf && (taskWords.runIfs[facts.runIf] ?? facts.runIf) },
    { label: taskWords.iterations, value: stand },
    { label: taskWords.ranJob, value: facts.jobId },
  ]
  return all.filter(({ value }) => value)
}

function countsOf(it: NonNullable<TaskRow['facts']['iterations']>): [number, number, number, number] {
  return [it.total, it.succeeded, it.failed, it.active]
}

/** "3 > 2: if true" */
function conditionOf({ detail: { op, left, right, outcome } }: TaskRow, { taskWords }: Words['run']) {
  if (!op) return undefined
  const compared = taskWords.compared(left ?? '', taskWords.signs[op] ?? op, right ?? '')
  return outcome ? taskWords.cameOut(compared, taskWords.outcome(outcome)) : compared
}

interface AttemptProps {
  readonly runId: string
  readonly attempt: TaskRow
  readonly isSecret: boolean
  readonly words: Words['run']
  readonly now: number
}

function Attempt({ runId, attempt, isSecret, words, now }: AttemptProps) {
  const { startedAt, endedAt, status } = attempt
  const wasNotebook = attempt.kind === 'notebook_task' && isFinal(status) && status !== 'Skipped'
  const said = attempt.error ?? attempt.stateMessage
  const ended = endedAt ?? (isFinal(status) ? startedAt : undefined)
  return (
    <li>
      <div className={styles.strip}>
        <span>{words.attempt(attempt.attempt + 1)}</span>
        <StatusBadge status={status} label={words.statuses[status]} />
        {startedAt !== undefined && (
          <>
            <span>
              {words.started} <Time at={startedAt} format="seconds" />
            </span>
            <span>
              {words.duration} <Duration from={startedAt} to={ended} now={now} />
            </span>
          </>
        )}
        <span>{spentOf(attempt, words)}</span>
        <span>{words.steps.attemptId(attempt.databricksRunId)}</span>
        {wasNotebook && !isSecret && isKept(endedAt, now) && (
          <NotebookLinks runId={runId} attempt={attempt} words={words} />
        )}
      </div>
      {said && <code className={problemStyles.message}>{said}</code>}
    </li>
  )
}

const DATABRICKS_KEEPS_MS = 60 * 86_400_000

function isKept(endedAt: number | undefined, now: number): boolean {
  return endedAt === undefined || endedAt > now - DATABRICKS_KEEPS_MS
}

/** What Databricks keeps of the attempt: code and results. */
function NotebookLinks({ runId, attempt, words }: Pick<AttemptProps, 'runId' | 'attempt' | 'words'>) {
  const { taskWords } = words
  const name = words.attempt(attempt.attempt + 1)
  const href = notebookPath(runId, attempt.databricksRunId)
  return (
    <>
      <a href={`/api${href}&as=file`} aria-label={taskWords.saveNotebookOf(name)}>
        {taskWords.saveNotebook}
      </a>
      <PageLink href={href} aria-label={taskWords.asItRanOf(name)}>
        {taskWords.asItRan}
      </PageLink>
    </>
  )
}
