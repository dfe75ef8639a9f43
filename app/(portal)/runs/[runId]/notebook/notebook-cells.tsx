import { LogView, logLines } from '@/app/_components/log-view'
import { MessageBar } from '@/app/_components/message-bar'
import { Pane } from '@/app/_components/pane'
import { canBeDrawn } from '@/app/(portal)/runs/[runId]/output/markdown'
import { ResultDocument } from '@/app/(portal)/runs/[runId]/output/result-document'
import detailStyles from '@/app/(portal)/runs/[runId]/run-details.module.css'
import styles from '@/app/(portal)/runs/[runId]/run-results.module.css'
import { formatDuration } from '@/lib/language/format'
import type { Words } from '@/lib/language/words'
import type { Notebook, NotebookCell } from '@/lib/notebooks/notebook'
import { CellOutput } from './cell-output'

interface NotebookCellsProps {
  readonly notebook: Notebook | undefined
  /** Of this page; behind `/api`, of the page as Databricks exports it. */
  readonly path: string
  readonly words: Words['notebook']
}

/** What was read of a notebook, or how else to come to see it. */
export function NotebookCells({ notebook, path, words }: NotebookCellsProps) {
  if (!notebook) {
    return (
      <MessageBar tone="info" title={words.notRead}>
        {words.notReadNext}
      </MessageBar>
    )
  }
  if (notebook.cells.length === 0) return <p>{words.noCells}</p>
  return (
    <>
      {notebook.cells.map((cell) => (
        <div key={cell.place} className={styles.result}>
          {cell.kind === 'markdown' ? (
            <Markdown cell={cell} words={words} />
          ) : (
            <Code cell={cell} path={path} words={words} />
          )}
        </div>
      ))}
      {notebook.cellsLeft > 0 && <p>{words.leftInFile(words.cellsLeft(notebook.cellsLeft))}</p>}
    </>
  )
}

interface CellProps {
  readonly cell: NotebookCell
  readonly words: Words['notebook']
}

function Markdown({ cell: { text, truncated }, words }: CellProps) {
  return (
    <>
      {canBeDrawn(text) ? <ResultDocument text={text} /> : <p className={detailStyles.said}>{text}</p>}
      {truncated && <p className={styles.note}>{words.cut}</p>}
    </>
  )
}

function Code({ cell, path, words }: CellProps & { readonly path: string }) {
  const { place, title, text, truncated, outputs, outputsLeft, error, tookMs } = cell
  const name = words.cell(place, '')
  return (
    <Pane title={words.cell(place, title)} actions={tookMs !== undefined && <span>{formatDuration(tookMs)}</span>}>
      <div className={styles.result}>
        <code className={detailStyles.said}>{text}</code>
        {truncated && <p className={styles.note}>{words.cut}</p>}
        {outputs.map((output, at) => (
          <CellOutput
            // biome-ignore lint/suspicious/noArrayIndexKey: what a cell gave back never moves
            key={at}
            output={output}
            part={at + 1}
            name={name}
            href={`/api${path}&cell=${place}&part=${at}`}
            words={words}
          />
        ))}
        {outputsLeft > 0 && <p className={styles.note}>{words.leftInFile(words.outputsLeft(outputsLeft))}</p>}
        {error && <Thrown error={error} name={name} words={words} />}
      </div>
    </Pane>
  )
}

interface ThrownProps {
  readonly error: NonNullable<NotebookCell['error']>
  readonly name: string
  readonly words: Words['notebook']
}

function Thrown({ error: { summary, trace }, name, words }: ThrownProps) {
  return (
    <>
      <MessageBar tone="error" title={summary} />
      {trace && trace !== summary && <LogView label={words.trace(name)} lines={logLines(trace)} />}
    </>
  )
}
