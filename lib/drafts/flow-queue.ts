import type { FlowContent, FlowQueue } from '@/lib/flows/flow'
import type { Words } from '@/lib/language/words'
import { type Parsed, parsed, refused } from '@/lib/result'
import { wholeIssues } from './whole-number'

/** Of either number. */
export const MOST_IN_QUEUE = 100

/** The two numbers as they are typed; both empty: there is no limit. */
export interface QueueForm {
  readonly atOnce: string
  readonly waiting: string
}

/** Reads how many runs of a flow go at once, and how many may wait. What is wrong is said beside each control. */
export function readQueue({ atOnce, waiting }: QueueForm, make: Words['make']): Parsed<FlowQueue | undefined> {
  if (atOnce.trim() === '' && waiting.trim() === '') return parsed(undefined)
  const issues = [
    ...wholeIssues('atOnce', atOnce, [1, MOST_IN_QUEUE], make),
    ...wholeIssues('waiting', waiting, [0, MOST_IN_QUEUE], make),
  ]
  return issues.length > 0 ? refused(issues) : parsed({ atOnce: Number(atOnce), waiting: Number(waiting) })
}

/** The same flow with this queue, or with none. */
export function putQueue(content: FlowContent, queue: FlowQueue | undefined): FlowContent {
  const { queue: _, ...definition } = content.definition
  return { ...content, definition: queue ? { ...definition, queue } : definition }
}
