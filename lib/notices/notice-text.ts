import type { Words } from '@/lib/language/words'
import type { RunStatus } from '@/lib/runs/run-status'
import type { NoticeEvent } from './notice'

interface Told {
  readonly event: NoticeEvent
  readonly run: { readonly flowTitle: string; readonly number: number; readonly status: RunStatus } | undefined
}

/** "Refresh sales, run 12: Failed" */
export function noticeText({ event, run }: Told, { notices, run: runWords }: Pick<Words, 'notices' | 'run'>): string {
  if (!run) return notices.test
  if (event === 'wait') return notices.waits(run.flowTitle, run.number)
  return notices.ended(run.flowTitle, run.number, runWords.statuses[run.status])
}
