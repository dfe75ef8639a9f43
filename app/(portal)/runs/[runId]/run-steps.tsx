import { Duration } from '@/app/_components/duration'
import { Pane } from '@/app/_components/pane'
import { runsAsName } from '@/app/_components/runs-as-name'
import { StatusBadge } from '@/app/_components/status-badge'
import type { Words } from '@/lib/language/words'
import { attemptsOf } from '@/lib/runs/attempts'
import { failedTaskOf } from '@/lib/runs/explain'
import { isActive } from '@/lib/runs/run-state'
import type { StepRow } from '@/lib/runs/run-view'
import type { RunView } from '@/lib/runs/server/get-run'
import { type ShownStep, shownSteps } from '@/lib/runs/shown-steps'
import problemStyles from './run-problem.module.css'
import { RunResults } from './run-results'
import styles from './run-strip.module.css'
import { RunTasks } from './run-tasks'
import { SecretResults } from './secret-results'
import { stepPageUrl } from './step-page-url'
import type { TaskLook } from './task-look'

interface RunStepsProps {
  readonly view: RunView
  readonly look: TaskLook
  readonly words: Words
  /** The server's clock, epoch ms. */
  readonly now: number
}

/** The steps in their order, each with how it stands, its tasks and what it gave back. */
export function RunSteps({ view, look, words, now }: RunStepsProps) {
  return shownSteps(view).map((shown) => (
    <Pane key={shown.position} title={words.run.steps.title(shown.position + 1, shown.step.name ?? '')}>
      {shown.latest ? (
        <RunStep view={view} look={look} shown={shown} latest={shown.latest} words={words} now={now} />
      ) : (
        <p>{isActive(view.run.state) ? words.run.steps.notStarted : words.run.steps.neverStarted}</p>
      )}
    </Pane>
  ))
}

interface RunStepProps extends RunStepsProps {
  readonly shown: ShownStep
  readonly latest: StepRow
}

function RunStep({ view, look, shown, latest, words, now }: RunStepProps) {
  const { step, position, earlier } = shown
  const { run: runWords } = words
  const tasks = view.tasks.filter((task) => task.position === position)
  const ofStep = { ...view, tasks }
  const from = latest.startedAt ?? latest.submittedAt
  const url = stepPageUrl(latest, view)
  const isSkipped = latest.status === 'Skipped' && latest.submittedAt === undefined
  return (
    <div className={styles.step}>
      <div className={styles.strip}>
        <StatusBadge status={latest.status} label={runWords.statuses[latest.status]} />
        {earlier.length > 0 && <span>{runWords.steps.attempts(earlier.length + 1)}</span>}
        {from !== undefined && step.wait !== false && (
          <span>
            {runWords.duration} <Duration from={from} to={latest.endedAt} now={now} />
          </span>
        )}
        {!isSkipped && <span>{runWords.steps.runsAs(runsAsName(latest.runsAs, runWords))}</span>}
        {url && (
          <a href={url} target="_blank" rel="noopener noreferrer">
            {runWords.openInDatabricks}
          </a>
        )}
      </div>
      {isSkipped && <p>{runWords.steps.skipped}</p>}
      {step.wait === false && latest.databricksRunId && <p>{runWords.steps.notFollowed}</p>}
      {latest.databricksRunId && <p>{runWords.steps.attemptId(latest.databricksRunId)}</p>}
      <StepError latest={latest} tasks={tasks} words={words} />
      {tasks.length > 0 && <RunTasks view={ofStep} look={look} words={runWords} now={now} />}
      {tasks.some(({ output, errorTrace }) => output ?? errorTrace) && (
        <RunResults view={ofStep} words={runWords} stepName={step.name} />
      )}
      {step.secretResults && !isSkipped && (
        <SecretResults run={{ databricksJobId: latest.databricksJobId }} words={runWords} />
      )}
      {earlier.length > 0 && (
        <details>
          <summary>{runWords.steps.earlier(earlier.length)}</summary>
          <ol>
            {earlier.map((row) => (
              <li key={row.attempt}>
                {runWords.steps.attempt(row.attempt, runWords.statuses[row.status])}
                {row.databricksRunId && `. ${runWords.steps.attemptId(row.databricksRunId)}`} {row.stateMessage}
              </li>
            ))}
          </ol>
        </details>
      )}
    </div>
  )
}

interface StepErrorProps {
  readonly latest: StepRow
  readonly tasks: RunView['tasks']
  readonly words: Words
}

/** Why it did not end well, in the portal's words or in those of Databricks. */
function StepError({ latest, tasks, words }: StepErrorProps) {
  if (latest.error) return <p>{words.errors[latest.error.code](latest.error.facts).title}</p>
  if (latest.status !== 'Failed' && latest.status !== 'Timed out') return null
  const told = failedTaskOf(attemptsOf(tasks).map((task) => task.latest))?.error ?? latest.stateMessage
  return told ? <code className={problemStyles.message}>{told}</code> : null
}
