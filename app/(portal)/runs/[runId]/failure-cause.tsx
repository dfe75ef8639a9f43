import type { Words } from '@/lib/language/words'
import type { Failure } from '@/lib/runs/failure'
import styles from './run-problem.module.css'

interface FailureCauseProps {
  readonly failure: Failure
  /** The line stands in the title, or nowhere else. */
  readonly withLine?: boolean
  readonly words: Words['run']
}

/** Whose turn it is, why, and what the error itself says first. */
export function FailureCause({ failure, withLine = true, words: { failures: words } }: FailureCauseProps) {
  const { cause, reason, input = '', line, at } = failure
  return (
    <>
      {withLine && line && <code className={styles.message}>{line}</code>}
      <p>
        <strong>
          {words.cause}: {words.causes[cause]}.
        </strong>{' '}
        {words.reasons[reason](input)}
      </p>
      {at && (
        <p>
          {words.at}: <code>{at}</code>
        </p>
      )}
    </>
  )
}
