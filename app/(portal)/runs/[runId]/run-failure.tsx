import { MessageBar } from '@/app/_components/message-bar'
import type { Words } from '@/lib/language/words'
import { nextStepOf } from '@/lib/runs/explain'
import { failedTaskOfRun, failureOfRun } from '@/lib/runs/failure-of-run'
import type { RunStatus } from '@/lib/runs/run-status'
import type { RunRow, TaskRow } from '@/lib/runs/run-view'
import type { RunView } from '@/lib/runs/server/get-run'
import { FailureCause } from './failure-cause'
import { startWords } from './start-words'
import { stepSentence } from './step-sentence'
import { WhomToAsk } from './whom-to-ask'

const ENDED_BADLY: readonly RunStatus[] = ['Failed', 'Timed out', 'Skipped', 'Succeeded with failures']

interface RunFailureProps {
  readonly view: RunView
  readonly words: Words
}

/** A run that the workspace had and that did not end well. */
export function RunFailure({ view, words: { run: words, support } }: RunFailureProps) {
  const { run, flow } = view
  if (!ENDED_BADLY.includes(run.status)) return null
  const task = failedTaskOfRun(view)
  const failure = failureOfRun(view)
  const tone = run.status === 'Failed' || run.status === 'Timed out' ? 'error' : 'warning'
  const title = titleOf(run, task, words)
  const isSecret = flow.definition.steps[run.position]?.secretResults === true
  const remedies = isSecret ? { ...words.remedies, ...words.secretRemedies } : words.remedies
  return (
    <MessageBar tone={tone} title={title}>
      {failure && <FailureCause failure={failure} withLine={failure.line !== title} words={words} />}
      {stepSentence(view, words)}
      {isSecret && <p>{words.secretError}</p>}
      <p>{startWords(run, words).didStart(run.databricksRunId ?? '')}</p>
      <p>
        <strong>{words.whatToDo}:</strong>{' '}
        {nextStepOf({ ...run, line: failure?.line, reason: failure?.reason }, flow.definition, {
          ...words,
          remedies,
        })}
      </p>
      <WhomToAsk run={run} words={support} />
    </MessageBar>
  )
}

function titleOf(run: RunRow, task: TaskRow | undefined, words: Words['run']): string {
  if (task) return run.databricksJobId === undefined ? words.failedStatement : words.failedTask(task.taskKey)
  return run.stateMessage ?? words.statuses[run.status]
}
