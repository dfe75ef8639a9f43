import { runsAsName } from '@/app/_components/runs-as-name'
import type { Words } from '@/lib/language/words'
import type { RunView } from '@/lib/runs/server/get-run'
import { hasSeveralSteps } from '@/lib/runs/shown-steps'

/** Whose rights the code has: of several steps each name once, as far as they have come. */
export function runsAsOf(view: RunView, words: Words['run']): string {
  const { run, steps } = view
  const names = hasSeveralSteps(view) ? steps.map(({ runsAs }) => runsAs) : [run.runsAs]
  return [...new Set(names.map((name) => runsAsName(name, words)))].join(words.and)
}
