import { EmptyState } from '@/app/_components/empty-state'
import type { Words } from '@/lib/language/words'
import { attemptsOf } from '@/lib/runs/attempts'
import { startedOf } from '@/lib/runs/run'
import { isActive } from '@/lib/runs/run-state'
import { isFinal } from '@/lib/runs/run-status'
import type { RunRow, TaskRow } from '@/lib/runs/run-view'
import type { RunView } from '@/lib/runs/server/get-run'
import styles from './run-results.module.css'
import { SecretResults } from './secret-results'
import { startWords } from './start-words'
import { TaskResult } from './task-result'

interface RunResultsProps {
  readonly view: RunView
  readonly words: Words['run']
  /** Where there are several steps, so that tasks of one name can be told apart. */
  readonly stepName?: string | undefined
}

/** What the tasks gave back, and the traces of those that failed. What stands at the end is what one came for. */
export function RunResults({ view, words, stepName }: RunResultsProps) {
  const { run, tasks, resultsRemoved } = view
  const latest = attemptsOf(tasks).map((task) => task.latest)
  const { final, earlier } = inOrder(latest)
  if (final.length + earlier.length === 0) {
    if (isSecret(view)) return <SecretResults run={run} words={words} />
    return <EmptyState icon="document" text={emptyText(run, resultsRemoved, words)} compact />
  }
  const nameOf = ({ taskKey }: TaskRow) => (stepName ? words.steps.taskOf(taskKey, stepName) : taskKey)
  const section = (task: TaskRow) => (
    <section key={task.taskKey} className={styles.result} aria-label={words.resultOf(nameOf(task))}>
      {latest.length > 1 && <h3>{task.taskKey}</h3>}
      <TaskResult runId={run.id} task={task} name={nameOf(task)} words={words} />
    </section>
  )
  return (
    <>
      {final.map(section)}
      {earlier.length > 0 && (
        <details className={styles.earlier} open={final.length === 0}>
          <summary>{words.earlierResults(earlier.length)}</summary>
          {earlier.map(section)}
        </details>
      )}
    </>
  )
}

/** First what failed, then what no other task goes on from; the results of steps on the way come last. */
function inOrder(tasks: readonly TaskRow[]) {
  const telling = tasks.filter(({ output, errorTrace }) => output ?? errorTrace)
  const needed = new Set(tasks.flatMap(({ dependsOn }) => dependsOn))
  const failed = telling.filter(({ errorTrace }) => errorTrace)
  const ends = telling.filter(({ taskKey, errorTrace }) => !errorTrace && !needed.has(taskKey))
  const final = [...failed, ...ends]
  return { final, earlier: telling.filter((task) => !final.includes(task)) }
}

/** Of the step at which the run stands, where anything was started of it. */
function isSecret({ run, flow }: RunView): boolean {
  const mayBeStarted = startedOf(run.state, run.databricksRunId) !== 'did not start'
  return mayBeStarted && flow.definition.steps[run.position]?.secretResults === true
}

function emptyText(run: RunRow, resultsRemoved: boolean, words: Words['run']): string {
  if (isActive(run.state)) return isFinal(run.status) ? words.resultBeingRead : words.resultPending
  if (startedOf(run.state, run.databricksRunId) === 'did not start') return startWords(run, words).noResultNotStarted
  return resultsRemoved ? words.resultRemoved : words.noResult
}
