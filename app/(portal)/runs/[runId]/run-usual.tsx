import { formatDuration } from '@/lib/language/format'
import type { Words } from '@/lib/language/words'
import type { Usual, UsualTimes } from '@/lib/runs/usual-times'
import styles from './run-strip.module.css'

/** Databricks tells times in whole seconds. */
const NOTICED_MS = 1_000

interface RunUsualProps {
  readonly usual: UsualTimes
  /** So long it has taken so far, ms. */
  readonly tookMs: number
  readonly words: Words['run']['usual']
}

/** How long one has to wait as a rule, and for what; and whether this run takes longer than that. */
export function RunUsual({ usual: { runs, total, queue, setup, work }, tookMs, words }: RunUsualProps) {
  const span = ({ p50, p90 }: Usual) => words.span(formatDuration(p50), formatDuration(p90))
  const worthTelling = (part: Usual) => (part.p90 < NOTICED_MS ? undefined : span(part))
  const parts = words.parts(worthTelling(queue), worthTelling(setup), span(work))
  return (
    <p className={styles.tell}>
      {words.total(formatDuration(total.p50), formatDuration(total.p90), runs)} {parts}{' '}
      {tookMs > total.p90 && <strong>{words.late}</strong>}
    </p>
  )
}
