import { KeyValues } from '@/app/_components/key-values'
import { Pane } from '@/app/_components/pane'
import { runsAsName } from '@/app/_components/runs-as-name'
import type { FlowStep } from '@/lib/flows/flow'
import type { Words } from '@/lib/language/words'

interface FlowStepsProps {
  readonly steps: readonly FlowStep[]
  /** Of each step, as far as it is known. */
  readonly runsAs: readonly (string | undefined)[]
  readonly words: Words['flow']
}

/** What a press does where that is several things: each with its name, and whose rights it has. */
export function FlowSteps({ steps, runsAs, words }: FlowStepsProps) {
  if (steps.length < 2) return null
  const items = steps.map((step, at) => ({
    label: `${at + 1}. ${step.name ?? ''}`,
    value: words.stepRunsAs(actionOf([step], words), runsAsName(runsAs[at], words)),
  }))
  return (
    <Pane title={words.steps}>
      <KeyValues items={items} />
    </Pane>
  )
}

export function actionOf(steps: readonly FlowStep[], words: Words['flow']): string {
  if (steps.length > 1) return words.manySteps(steps.length)
  return steps[0]?.action === 'sql' ? words.runStatement : words.runJob
}
