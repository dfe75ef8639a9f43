import { EmptyState } from '@/app/_components/empty-state'
import { LogView } from '@/app/_components/log-view'
import { ResultTable } from '@/app/_components/result-table'
import type { Words } from '@/lib/language/words'
import { latestAttempts } from '@/lib/runs/attempts'
import { isActive, startedOf } from '@/lib/runs/run'
import type { RunRow, TaskRow } from '@/lib/runs/run-view'
import type { RunView } from '@/lib/runs/server/get-run'
import styles from './run-results.module.css'

interface RunResultsProps {
  readonly view: RunView
  readonly words: Words['run']
}

/** What the tasks gave back, and the traces of those that failed. */
export function RunResults({ view: { run, tasks }, words }: RunResultsProps) {
  const latest = latestAttempts(tasks.map((task) => ({ ...task, attemptNumber: task.attempt }))).map(
    (task) => task.latest,
  )
  const telling = latest.filter(({ output, errorTrace }) => output ?? errorTrace)
  if (telling.length === 0) return <EmptyState icon="document" text={emptyText(run, words)} />
  // What failed is what one came for.
  const [failed, rest] = [telling.filter(({ errorTrace }) => errorTrace), telling.filter((task) => !task.errorTrace)]
  return [...failed, ...rest].map((task) => (
    <section key={task.taskKey} className={styles.result} aria-label={words.resultOf(task.taskKey)}>
      {latest.length > 1 && <h3>{task.taskKey}</h3>}
      <TaskResult runId={run.id} task={task} words={words} />
      {task.errorTrace && (
        <LogView label={words.traceOf(task.taskKey)} lines={task.errorTrace.split('\n').map((text) => ({ text }))} />
      )}
    </section>
  ))
}

function emptyText(run: RunRow, words: Words['run']): string {
  if (isActive(run.state)) return words.resultPending
  return startedOf(run.state, run.databricksRunId) === 'did not start' ? words.noResultNotStarted : words.noResult
}

interface TaskResultProps {
  readonly runId: string
  readonly task: TaskRow
  readonly words: Words['run']
}

function TaskResult({ runId, task: { taskKey, output }, words }: TaskResultProps) {
  if (!output) return null
  const address = `/api/runs/${runId}/output?task=${encodeURIComponent(taskKey)}`
  const download = (
    <a href={address} download>
      {words.download}
    </a>
  )
  switch (output.kind) {
    case 'table':
      return (
        <ResultTable
          label={words.resultOf(taskKey)}
          columns={output.columns}
          rows={output.rows}
          nullText={words.empty}
          note={
            <>
              {words.rows(output.rows.length, output.totalRows)}. {download}
            </>
          }
        />
      )
    case 'html':
      return (
        <>
          {/* Whatever the job wrote: without scripts, forms, an origin or a way out (IO-9). */}
          <iframe className={styles.page} sandbox="" src={`${address}&show=html`} title={words.htmlResult(taskKey)} />
          <p>{download}</p>
        </>
      )
    case 'text':
      return (
        <>
          <LogView label={words.resultOf(taskKey)} lines={output.text.split('\n').map((text) => ({ text }))} />
          <p>
            {output.truncated && words.truncated} {download}
          </p>
        </>
      )
  }
}
