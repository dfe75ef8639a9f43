import { MessageBar } from '@/app/_components/message-bar'
import type { Words } from '@/lib/language/words'
import type { RunRow } from '@/lib/runs/run-view'

interface RunRepairProps {
  readonly run: RunRow
  readonly words: Words
}

/** What the latest repair has come to, as long as that is not to be seen from the tasks. */
export function RunRepair({ run: { repairs, state }, words }: RunRepairProps) {
  const latest = repairs.at(-1)
  if (latest?.state === 'asked') {
    return (
      <MessageBar tone="info" title={words.run.repairAsked}>
        {words.run.repairAskedText}
      </MessageBar>
    )
  }
  if (latest?.state !== 'refused' || latest.error === undefined || state !== 'done') return null
  const { title, next } = words.errors[latest.error.code](latest.error.facts)
  return (
    <MessageBar tone="error" title={title}>
      {next}
    </MessageBar>
  )
}
