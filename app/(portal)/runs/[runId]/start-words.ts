import type { Words } from '@/lib/language/words'
import type { RunRow } from '@/lib/runs/run-view'

/** Whether it started, in the words for what was to start: a job, or a statement. */
export function startWords({ databricksJobId }: Pick<RunRow, 'databricksJobId'>, words: Words['run']) {
  return databricksJobId === undefined ? words.ofStatement : words
}
