import { MessageBar } from '@/app/_components/message-bar'
import type { Words } from '@/lib/language/words'
import { failedTaskOf, nextStepOf } from '@/lib/runs/explain'
import type { RunStatus } from '@/lib/runs/run-status'
import type { RunView } from '@/lib/runs/server/get-run'
import styles from './run-problem.module.css'

const ENDED_BADLY: readonly RunStatus[] = ['Failed', 'Timed out', 'Skipped', 'Succeeded with failures']

interface RunFailureProps {
  readonly view: RunView
  readonly words: Words['run']
}

/** A run that the workspace had and that did not end well. */
export function RunFailure({ view: { run, tasks, flow }, words }: RunFailureProps) {
  if (!ENDED_BADLY.includes(run.status)) return null
  const task = failedTaskOf(tasks)
  const tone = run.status === 'Failed' || run.status === 'Timed out' ? 'error' : 'warning'
  const title = task ? words.failedTask(task.taskKey) : (run.stateMessage ?? words.statuses[run.status])
  return (
    <MessageBar tone={tone} title={title}>
      {task?.error && <code className={styles.message}>{task.error}</code>}
      <p>{words.didStart(run.databricksRunId ?? '')}</p>
      <p>
        <strong>{words.whatToDo}:</strong> {nextStepOf(run, flow.definition.advice, words)}
      </p>
    </MessageBar>
  )
}
