import type { Advice } from '@/lib/flows/flow'
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
}

interface RemedyWords {
  readonly remedies: Readonly<Record<string, string>>
  readonly timedOutRemedy: string
  readonly otherRemedy: string
}

/** What to do next: the maker's advice for this code, else for any, else what the code means. */
export function nextStepOf(
  { status, terminationCode }: Ended,
  advice: readonly Advice[],
  words: RemedyWords,
): string {
  const code = terminationCode ?? ''
  const own = advice.find((entry) => entry.code === code) ?? advice.find((entry) => entry.code === '*')
  if (own) return own.text
  if (status === 'Timed out') return words.timedOutRemedy
  // The code is Databricks' text: `constructor` must find nothing.
  const known = Object.hasOwn(words.remedies, code) ? words.remedies[code] : undefined
  return known ?? words.otherRemedy
}
