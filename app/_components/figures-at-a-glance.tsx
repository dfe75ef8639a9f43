import type { Words } from '@/lib/language/words'
import type { Figures } from '@/lib/runs/run-figures'
import { meanText, rateText } from '@/lib/runs/run-figures-text'
import { KeyValues } from './key-values'
import { Pane } from './pane'

interface FiguresAtAGlanceProps {
  readonly whole: Figures
  readonly before: Figures | undefined
  readonly words: Words['figures']
}

/** The sums of the days, each beside that of the days before. */
export function FiguresAtAGlance({ whole, before, words }: FiguresAtAGlanceProps) {
  const item = (label: string, text: (figures: Figures) => string) => ({
    label,
    value: (
      <>
        <strong>{text(whole)}</strong> {before && before.runs > 0 && words.before(text(before))}
      </>
    ),
  })
  return (
    <Pane title={words.whole}>
      <KeyValues
        items={[
          item(words.runs, ({ runs }) => words.number(runs)),
          item(words.rate, (figures) => rateText(figures, words)),
          item(words.bad, ({ bad }) => words.number(bad)),
          item(words.took, (figures) => meanText(figures, 'took', words)),
          item(words.queued, (figures) => meanText(figures, 'queued', words)),
        ]}
      />
      <p>{words.rateNote}</p>
    </Pane>
  )
}
