import { MessageBar } from '@/app/_components/message-bar'
import { Sentence } from '@/app/_components/sentence'
import { Time } from '@/app/_components/time'
import type { Words } from '@/lib/language/words'
import { isUnsubmitted } from '@/lib/runs/run-state'
import type { RunRow } from '@/lib/runs/run-view'

interface RunRestsProps {
  readonly run: RunRow
  readonly words: Words['run']
}

/** The portal itself keeps the run back: other runs of the flow come first, or a failed step rests before it is tried again. */
export function RunRests({ run, words: { steps: words } }: RunRestsProps) {
  if (!isUnsubmitted(run.state) || run.cancelRequestedAt !== undefined) return null
  if (run.queuePlace !== undefined) {
    return (
      <MessageBar tone="info" title={words.queued}>
        {words.queuedAs(run.queuePlace)}
      </MessageBar>
    )
  }
  if (run.notBefore === undefined || run.error) return null
  return (
    <MessageBar tone="info" title={words.again}>
      <Sentence text={words.againAt} part={<Time at={run.notBefore} format="seconds" />} />
    </MessageBar>
  )
}
