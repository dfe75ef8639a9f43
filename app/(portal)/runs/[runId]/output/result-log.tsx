import { LogView } from '@/app/_components/log-view'
import { Pager } from '@/app/_components/pager'
import type { Words } from '@/lib/language/words'
import { ansiPieces } from '@/lib/results/ansi-pieces'
import { LINES_A_PAGE, linesOfLog } from '@/lib/results/lines-of-log'
import { FindBar } from './find-bar'
import { type OutputLook, outputHref } from './output-look'

interface ResultLogProps {
  readonly text: string
  readonly look: OutputLook
  readonly words: Words['results']
}

/** The end of a text, with the way back to its beginning. */
export function ResultLog({ text, look, words }: ResultLogProps) {
  const { lines, total, found } = linesOfLog(text, look)
  const pieces = ansiPieces(lines.map((line) => line.text))
  const first = lines[0]?.number ?? 0
  const last = lines.at(-1)?.number ?? 0
  const count = found === undefined ? words.lines(total) : words.linesFound(found, total)
  const hasEarlier = first > 1 && lines.length >= Math.min(LINES_A_PAGE, found ?? LINES_A_PAGE)
  return (
    <>
      <FindBar look={look} words={words} />
      {lines.length === 0 ? (
        <p role="status">{words.noLines}</p>
      ) : (
        <LogView
          label={words.title(look.task)}
          lines={lines.map(({ number }, at) => ({ number, pieces: pieces[at] ?? [] }))}
        />
      )}
      <Pager
        label={words.pages}
        summary={`${count}. ${lines.length < (found ?? total) ? words.linesShown(first, last) : ''}`}
        newer={hasEarlier ? { href: outputHref(look, { until: first - 1 }), label: words.earlierLines } : undefined}
        older={
          look.until === undefined
            ? undefined
            : { href: outputHref(look, { until: undefined }), label: words.lastLines }
        }
      />
    </>
  )
}
