import { LogView, logLines } from '@/app/_components/log-view'
import { ResultTable } from '@/app/_components/result-table'
import styles from '@/app/(portal)/runs/[runId]/run-results.module.css'
import type { Words } from '@/lib/language/words'
import type { NotebookOutput } from '@/lib/notebooks/notebook'

interface CellOutputProps {
  readonly output: NotebookOutput
  /** From 1. */
  readonly part: number
  /** The cell's. */
  readonly name: string
  /** Of the output by itself, where it is HTML. */
  readonly href: string
  readonly words: Words['notebook']
}

/** One output of a cell: text, a table or a picture. HTML is its text, for it may be whatever the job made (IO-9). */
export function CellOutput({ output, part, name, href, words }: CellOutputProps) {
  const label = words.output(name, part)
  switch (output.kind) {
    case 'text':
      return (
        <>
          <LogView label={label} lines={logLines(output.text.replace(/\n$/, ''))} />
          {output.truncated && <p className={styles.note}>{words.cut}</p>}
        </>
      )
    case 'table':
      return (
        <ResultTable
          label={label}
          columns={output.columns}
          rows={output.rows}
          nullText={words.empty}
          note={noteOf(output, words)}
        />
      )
    case 'html':
      return (
        <>
          {output.text && <LogView label={label} lines={logLines(output.text)} />}
          <p className={styles.note}>
            {words.isHtml} {output.truncated && words.cut}{' '}
            <a href={href} target="_blank" rel="noopener noreferrer">
              {words.openHtmlOf(label)}
            </a>
          </p>
        </>
      )
    case 'image':
      // biome-ignore lint/performance/noImgElement: the picture is in the page itself, nothing fetches it
      return <img src={output.source} alt={words.image(name, part)} />
    case 'other':
      return <p className={styles.note}>{words.other}</p>
  }
}

function noteOf(table: NotebookOutput & { readonly kind: 'table' }, words: Words['notebook']): string {
  const said = [words.rows(table.rows.length, table.totalRows)]
  if (table.isCut) said.push(words.cutRows.replace(/\.$/, ''))
  if (table.truncated) said.push(words.cut.replace(/\.$/, ''))
  return `${said.join('. ')}.`
}
