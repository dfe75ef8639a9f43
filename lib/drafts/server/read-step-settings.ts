import 'server-only'
import { isTaken, type StepSettings } from '@/lib/drafts/steps-of-draft'
import { wholeIssues } from '@/lib/drafts/whole-number'
import { type FlowContent, type RetryPolicy, STEP_ENDS, type StepEnd } from '@/lib/flows/flow'
import { LONGEST_TIMEOUT, MOST_RETRIES } from '@/lib/flows/server/flow-schema'
import { isStepName } from '@/lib/flows/step-problems'
import type { Words } from '@/lib/language/words'
import { type Issue, type Parsed, parsed, refused } from '@/lib/result'

export const RETRIES = ['none', 'fixed', 'exponential'] as const

/** Seconds between an attempt and the next. */
export const SHORTEST_PAUSE = 5
export const LONGEST_PAUSE = 3_600

/** What the form of a step's settings posts; it asks for no name where there is one step, and for no ends of the first. */
export interface SettingsForm {
  readonly name?: string | undefined
  readonly after: readonly StepEnd[]
  readonly retry: (typeof RETRIES)[number]
  readonly times: string
  readonly seconds: string
  readonly timeout: string
  readonly wait?: 'on' | undefined
  readonly secretResults?: 'on' | undefined
}

interface Around {
  readonly content: FlowContent
  /** The step's name until now; '' is the only step of a flow, where it has none. */
  readonly step: string
  readonly isFirst: boolean
}

/** Reads when and how a step is run. What is wrong is said beside each control. */
export function readStepSettings(
  form: SettingsForm,
  { content, step, isFirst }: Around,
  { make }: Pick<Words, 'make'>,
): Parsed<StepSettings> {
  const issues: Issue[] = []
  const name = form.name?.trim() ?? step
  if (form.name !== undefined && !isStepName(name)) issues.push({ field: 'name', message: make.stepNameShape })
  else if (name !== '' && isTaken(content, name, step)) issues.push({ field: 'name', message: make.stepNameTaken })
  if (!isFirst && form.after.length === 0) issues.push({ field: 'after', message: make.afterMissing })
  issues.push(...retryIssues(form, make), ...timeoutIssues(form, make))
  if (issues.length > 0) return refused(issues)
  return parsed({
    ...(name === '' ? {} : { name }),
    ...(isFirst || isOnlySuccess(form.after)
      ? {}
      : { runAfter: STEP_ENDS.filter((end) => form.after.includes(end)) }),
    ...(form.retry === 'none' ? {} : { retry: retryOf(form, form.retry) }),
    ...(form.timeout.trim() === '' ? {} : { timeout: Number(form.timeout) }),
    ...(form.wait ? {} : { wait: false }),
    ...(form.secretResults ? { secretResults: true } : {}),
  })
}

function isOnlySuccess(after: readonly StepEnd[]): boolean {
  return after.length === 1 && after[0] === 'succeeded'
}

function retryOf({ times, seconds }: SettingsForm, kind: RetryPolicy['kind']): RetryPolicy {
  return { kind, times: Number(times), seconds: Number(seconds) }
}

function retryIssues({ retry, times, seconds, wait }: SettingsForm, make: Words['make']): readonly Issue[] {
  if (retry === 'none') return []
  if (!wait) return [{ field: 'retry', message: make.retryNotAwaited }]
  return [
    ...wholeIssues('times', times, [1, MOST_RETRIES], make),
    ...wholeIssues('seconds', seconds, [SHORTEST_PAUSE, LONGEST_PAUSE], make),
  ]
}

function timeoutIssues({ timeout, wait }: SettingsForm, make: Words['make']): readonly Issue[] {
  if (timeout.trim() === '') return []
  if (!wait) return [{ field: 'timeout', message: make.timeoutNotAwaited }]
  return wholeIssues('timeout', timeout, [1, LONGEST_TIMEOUT], make)
}
