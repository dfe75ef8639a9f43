import { LogFollower } from './log-follower'
import styles from './log-view.module.css'

export interface LogLine {
  /** Without control sequences of a terminal. */
  readonly text: string
  readonly level?: 'error' | 'warning' | undefined
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
            <li key={first + at} data-level={line.level}>
              {line.text}
            </li>
          ))}
        </ol>
      ))}
    </LogFollower>
  )
}
