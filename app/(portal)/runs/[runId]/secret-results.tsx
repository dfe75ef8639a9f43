import { EmptyState } from '@/app/_components/empty-state'
import type { Words } from '@/lib/language/words'
import type { RunRow } from '@/lib/runs/run-view'
import { startWords } from './start-words'

interface SecretResultsProps {
  /** Or one attempt of a step, where the way to Databricks is beside. */
  readonly run: Pick<RunRow, 'databricksJobId'> & Partial<Pick<RunRow, 'runPageUrl'>>
  readonly words: Words['run']
}

/** In place of what a step gave back, where nobody is to see it here. */
export function SecretResults({ run, words }: SecretResultsProps) {
  return (
    <>
      <EmptyState icon="lock" text={startWords(run, words).secretResult} compact />
      {run.runPageUrl && (
        <a href={run.runPageUrl} target="_blank" rel="noopener noreferrer">
          {words.openInDatabricks}
        </a>
      )}
    </>
  )
}
