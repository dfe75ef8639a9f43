import type { ReactNode } from 'react'
import type { Words } from '@/lib/language/words'
import type { RunView } from '@/lib/runs/server/get-run'

/** Where a flow has several steps: of which of them the talk is. */
export function stepSentence(
  { run, flow }: Pick<RunView, 'run' | 'flow'>,
  { steps: words }: Words['run'],
): ReactNode {
  const { steps } = flow.definition
  if (steps.length < 2) return null
  return <p>{words.about(words.title(run.position + 1, steps[run.position]?.name ?? ''))}</p>
}
