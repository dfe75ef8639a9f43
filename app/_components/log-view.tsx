import { ansiPieces, type Piece } from '@/lib/results/ansi-pieces'
import { LogFollower } from './log-follower'
import styles from './log-view.module.css'

export interface LogLine {
  /** Where the lines do not follow one another: which one of the log it is, from 1. */
  readonly number?: number
  readonly pieces: readonly Piece[]
}

interface LogViewProps {
  readonly label: string
  readonly lines: readonly LogLine[]
  /** "Follow": with it, new lines scroll into view while the run goes on. */
  readonly followLabel?: string | undefined
  /** "{count} new lines", said to readers of the screen instead of each line. */
  readonly newLinesText?: string | undefined
}

const LINES_PER_BLOCK = 100

/** Lines in blocks, so that the browser lays out only those in view. */
export function LogView({ label, lines, followLabel, newLinesText }: LogViewProps) {
  const blocks = Array.from({ length: Math.ceil(lines.length / LINES_PER_BLOCK) }, (_, at) => at * LINES_PER_BLOCK)
  return (
    <LogFollower label={label} count={lines.length} followLabel={followLabel} newLinesText={newLinesText}>
      {blocks.map((first) => (
        <ol key={first} className={styles.block} start={first + 1} data-single={lines.length === 1 || undefined}>
          {lines.slice(first, first + LINES_PER_BLOCK).map((line, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a log only grows at its end
            <li key={first + at} value={line.number}>
              {line.pieces.map(pieceOf)}
            </li>
          ))}
        </ol>
      ))}
    </LogFollower>
  )
}

function pieceOf({ text, ink, strong }: Piece, at: number) {
  if (!ink && !strong) return text
  return (
    <span key={at} data-ink={ink} data-strong={strong}>
      {text}
    </span>
  )
}

/** The lines of a text that may have the colours of a terminal. What ends the last line begins no other. */
export function logLines(text: string): readonly LogLine[] {
  return ansiPieces(text.replace(/\n$/, '').split('\n')).map((pieces) => ({ pieces }))
}
