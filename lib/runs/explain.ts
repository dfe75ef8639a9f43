import type { ErrorAdvice, FlowDefinition } from '@/lib/flows/flow'
import type { FailureReason } from './failure'
import type { RunStatus } from './run-status'

interface Failing {
  readonly status: RunStatus
  readonly error: string | undefined
}

/** The task that explains a failure: the first that failed with words of its own, else the first that failed. */
export function failedTaskOf<T extends Failing>(tasks: readonly T[]): T | undefined {
  const failed = tasks.filter(({ status }) => status === 'Failed' || status === 'Timed out')
  return failed.find(({ error }) => error !== undefined) ?? failed[0]
}

interface Ended {
  readonly status: RunStatus
  readonly terminationCode: string | undefined
  /** Of the error, what says most. */
  readonly line: string | undefined
  /** Of the failure. */
  readonly reason?: FailureReason | undefined
}

interface RemedyWords {
  readonly remedies: Readonly<Record<string, string>>
  /** Of errors whose text tells why, where the code says no more than that the job failed. */
  readonly reasonRemedies: Readonly<Record<string, string>>
  readonly timedOutRemedy: string
  readonly otherRemedy: string
}

/** The maker's words for an error: the first whose text stands in it. */
export function errorAdviceOf(
  line: string | undefined,
  { errorAdvice = [] }: Pick<FlowDefinition, 'errorAdvice'>,
): string | undefined {
  const said = spelled(line ?? '')
  const advice = errorAdvice.find(({ pattern }: ErrorAdvice) => pattern !== '' && said.includes(spelled(pattern)))
  return line === undefined ? undefined : advice?.text
}

function spelled(text: string): string {
  return text.toLowerCase().normalize()
}

/** It says no more than that the job's own code failed. */
const JOB_FAILED = 'RUN_EXECUTION_ERROR'

/** What to do next: the maker's advice for this error, else for its code, else for any, else what the error or its code means. */
export function nextStepOf(
  { status, terminationCode, line, reason }: Ended,
  definition: Pick<FlowDefinition, 'advice' | 'errorAdvice'>,
  words: RemedyWords,
): string {
  const code = terminationCode ?? ''
  const { advice } = definition
  const own = advice.find((entry) => entry.code === code) ?? advice.find((entry) => entry.code === '*')
  const said = errorAdviceOf(line, definition) ?? own?.text
  if (said) return said
  if (status === 'Timed out') return words.timedOutRemedy
  // The code is Databricks' text: `constructor` must find nothing.
  const known = Object.hasOwn(words.remedies, code) ? words.remedies[code] : undefined
  const told = reason && (known === undefined || code === JOB_FAILED) ? words.reasonRemedies[reason] : undefined
  return told ?? known ?? words.otherRemedy
}
