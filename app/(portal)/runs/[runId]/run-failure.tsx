import { MessageBar } from '@/app/_components/message-bar'
import type { Words } from '@/lib/language/words'
import { failedTaskOf, nextStepOf } from '@/lib/runs/explain'
import type { RunStatus } from '@/lib/runs/run-status'
import type { RunRow, TaskRow } from '@/lib/runs/run-view'
import type { RunView } from '@/lib/runs/server/get-run'
import styles from './run-problem.module.css'
import { startWords } from './start-words'
import { stepSentence } from './step-sentence'

const ENDED_BADLY: readonly RunStatus[] = ['Failed', 'Timed out', 'Skipped', 'Succeeded with failures']

interface RunFailureProps {
  readonly view: RunView
  readonly words: Words['run']
}

/** A run that the workspace had and that did not end well. */
export function RunFailure({ view, words }: RunFailureProps) {
  const { run, tasks, flow } = view
  if (!ENDED_BADLY.includes(run.status)) return null
  const task = failedTaskOf(tasks.filter(({ position }) => position === run.position))
  const tone = run.status === 'Failed' || run.status === 'Timed out' ? 'error' : 'warning'
  const title = titleOf(run, task, words)
  return (
    <MessageBar tone={tone} title={title}>
      {task?.error && <code className={styles.message}>{task.error}</code>}
      {stepSentence(view, words)}
      <p>{startWords(run, words).didStart(run.databricksRunId ?? '')}</p>
      <p>
        <strong>{words.whatToDo}:</strong> {nextStepOf(run, flow.definition.advice, words)}
      </p>
    </MessageBar>
  )
}

function titleOf(run: RunRow, task: TaskRow | undefined, words: Words['run']): string {
  if (task) return run.databricksJobId === undefined ? words.failedStatement : words.failedTask(task.taskKey)
  return run.stateMessage ?? words.statuses[run.status]
}
