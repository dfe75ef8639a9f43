import { Calendar } from '@/app/_components/calendar'
import { Pane } from '@/app/_components/pane'
import type { Words } from '@/lib/language/words'
import type { RunFigures } from '@/lib/runs/run-figures'
import { meanText, rateText } from '@/lib/runs/run-figures-text'

interface FlowHealthProps extends Pick<RunFigures, 'days' | 'whole'> {
  readonly words: Words['figures']
}

/** How the flow's runs went lately, everybody's. */
export function FlowHealth({ days, whole, words }: FlowHealthProps) {
  const { runs, good, bad, ran } = whole
  return (
    <Pane title={words.health}>
      {runs === 0 ? (
        <p>{words.healthNone}</p>
      ) : (
        <>
          <p>
            {words.healthRuns(runs)} {good + bad > 0 && words.healthRate(rateText(whole, words))}{' '}
            {ran > 0 && words.healthTook(meanText(whole, 'took', words), meanText(whole, 'queued', words))}
          </p>
          <Calendar label={words.calendar} days={days} words={words} />
        </>
      )}
    </Pane>
  )
}
