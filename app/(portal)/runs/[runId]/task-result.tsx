import { LogView, logLines } from '@/app/_components/log-view'
import { PageLink } from '@/app/_components/page-link'
import { ResultTable } from '@/app/_components/result-table'
import type { Words } from '@/lib/language/words'
import type { TaskRow } from '@/lib/runs/run-view'
import type { TaskOutput } from '@/lib/runs/task-output'
import styles from './run-results.module.css'
import { SqlResult } from './sql-result'

interface TaskResultProps {
  readonly runId: string
  readonly task: TaskRow
  /** By which it is told apart from the others on the page. */
  readonly name: string
  readonly words: Words['run']
}

/** One task's result in the form that fits it, and its trace where it failed. */
export function TaskResult({ runId, task, name, words }: TaskResultProps) {
  const { output, errorTrace } = task
  return (
    <>
      {output && <Output address={addressOf(runId, task)} name={name} output={output} words={words} />}
      {errorTrace && <LogView label={words.traceOf(name)} lines={logLines(errorTrace)} />}
    </>
  )
}

/** Of the page with all of it; behind `/api`, of the file. */
function addressOf(runId: string, { taskKey, position }: TaskRow): string {
  const step = position === 0 ? '' : `&step=${position}`
  return `/runs/${runId}/output?task=${encodeURIComponent(taskKey)}${step}`
}

interface OutputProps {
  readonly address: string
  readonly name: string
  readonly output: TaskOutput
  readonly words: Words['run']
}

function Output({ address, name, output, words }: OutputProps) {
  const file = `/api${address}`
  const download = (
    <a href={file} download aria-label={words.downloadOf(name)}>
      {words.download}
    </a>
  )
  const offer = output.kind === 'table' ? words.wholeTable : words.wholeText
  const whole = (
    <PageLink href={address} aria-label={words.wholeOf(offer, name)}>
      {offer}
    </PageLink>
  )
  switch (output.kind) {
    case 'table':
      return (
        <ResultTable
          label={words.resultOf(name)}
          columns={output.columns}
          rows={output.rows}
          nullText={words.empty}
          note={
            <>
              {words.rows(output.rows.length, output.totalRows)}. {output.isCut && `${words.cutRows}. `}
              {whole} · {download}
            </>
          }
        />
      )
    case 'unread':
      return <p>{words.unread[output.because]}</p>
    case 'sql':
      return <SqlResult left={output} name={name} words={words} />
    case 'html':
      return (
        <>
          {/* Whatever the job wrote: without scripts, forms, an origin or a way out (IO-9). */}
          <iframe className={styles.page} sandbox="" src={`${file}&show=html`} title={words.htmlResult(name)} />
          <p className={styles.note}>
            {output.truncated && words.cutText} {download}
          </p>
        </>
      )
    case 'text':
      return (
        <>
          <LogView label={words.resultOf(name)} lines={logLines(output.text)} />
          <p className={styles.note}>
            {output.isCut ? words.cutText : output.truncated && words.truncated} {whole} · {download}
          </p>
        </>
      )
  }
}
