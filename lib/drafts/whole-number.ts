import type { Words } from '@/lib/language/words'
import type { Issue } from '@/lib/result'

/** What is wrong with a whole number as it was typed. */
export function wholeIssues(
  field: string,
  text: string,
  [least, most]: readonly [number, number],
  make: Words['make'],
): readonly Issue[] {
  const number = /^\s*\d{1,6}\s*$/.test(text) ? Number(text) : Number.NaN
  return number >= least && number <= most ? [] : [{ field, message: make.wholeBetween(least, most) }]
}
