import { Calendar } from '@/app/_components/calendar'
import { Pane } from '@/app/_components/pane'
import type { Words } from '@/lib/language/words'
import type { RunFigures } from '@/lib/runs/run-figures'
import { meanText, rateText } from '@/lib/runs/run-figures-text'
import { FEWEST_RUNS } from '@/lib/runs/usual-times'

interface FlowHealthProps extends Pick<RunFigures, 'days' | 'whole'> {
  /** For who answers for the flow; others are told how it goes, and not how much it is used and when. */
  readonly all: boolean
  readonly words: Words['figures']
}

/** How the flow's runs went lately, everybody's. */
export function FlowHealth({ days, whole, all, words }: FlowHealthProps) {
  const { runs, good, bad, ran } = whole
  return (
    <Pane title={words.health}>
      {runs === 0 || (!all && runs < FEWEST_RUNS) ? (
        <p>{runs === 0 ? words.healthNone : words.healthFew}</p>
      ) : (
        <>
          <p>
            {all && words.healthRuns(runs)} {good + bad > 0 && words.healthRate(rateText(whole, words))}{' '}
            {ran > 0 && words.healthTook(meanText(whole, 'took', words), meanText(whole, 'queued', words))}
          </p>
          {all && <Calendar label={words.calendar} days={days} words={words} />}
        </>
      )}
    </Pane>
  )
}
