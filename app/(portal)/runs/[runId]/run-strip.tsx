import { Duration } from '@/app/_components/duration'
import { Live } from '@/app/_components/live'
import { StatusBadge } from '@/app/_components/status-badge'
import { Time } from '@/app/_components/time'
import type { Words } from '@/lib/language/words'
import { type RunRow, runVersion } from '@/lib/runs/run-view'
import styles from './run-strip.module.css'

interface RunStripProps {
  readonly run: RunRow
  readonly active: boolean
  readonly words: Words['run']
  /** The server's clock, epoch ms. */
  readonly now: number
}

/** How the run stands: the word, when it was pressed, how long it takes, and how fresh that is. */
export function RunStrip({ run, active, words, now }: RunStripProps) {
  const ended = active ? undefined : (run.endedAt ?? run.updatedAt)
  return (
    <div className={styles.strip}>
      <span role="status" aria-label={words.status}>
        <StatusBadge status={run.status} label={words.statuses[run.status]} />
      </span>
      <span>
        {words.started} <Time at={run.createdAt} format="seconds" />
      </span>
      <span>
        {words.duration} <Duration from={run.createdAt} to={ended} now={now} />
      </span>
      <Live
        url={`/api/runs/${run.id}`}
        stream={`/api/live?run=${run.id}`}
        version={runVersion(run)}
        active={active}
        // Until somebody looks, what is known is what Databricks said when it took the run.
        at={run.followedAt ?? run.submittedAt}
        now={now}
        words={{ updated: words.updated, notUpdated: words.notUpdated }}
      />
    </div>
  )
}
