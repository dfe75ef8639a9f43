import { ActionForm } from '@/app/_components/action-form'
import type { FieldSpec, FieldValue } from '@/app/_components/field-spec'
import { Pane } from '@/app/_components/pane'
import { LONGEST_PAUSE, RETRIES, SHORTEST_PAUSE } from '@/lib/drafts/server/read-step-settings'
import { type FlowStep, STEP_ENDS } from '@/lib/flows/flow'
import { LONGEST_TIMEOUT, MOST_RETRIES } from '@/lib/flows/server/flow-schema'
import type { Words } from '@/lib/language/words'
import { formWords, hiddenOf } from './form-words'
import type { StepProps } from './part-props'
import { saveStepSettings } from './step-actions'

/** When a step runs, how often it is tried, for how long, whether anything waits for its end, and who may see its results. */
export function StepSettingsPart({ opened, words, step, place }: StepProps) {
  const { make } = words
  const isOnly = opened.content.definition.steps.length === 1
  return (
    <Pane title={isOnly ? make.settings : make.settingsOf(step.name ?? '')}>
      <ActionForm
        action={saveStepSettings}
        scope="settings-"
        hidden={{ ...hiddenOf(opened), step: step.name ?? '' }}
        words={formWords(words)}
        values={valuesOf(step)}
        fields={[
          ...(isOnly ? [] : [nameControl(make)]),
          ...(place === 0 ? [] : [afterControl(make)]),
          ...retryControls(make),
          {
            ...{ name: 'timeout', type: 'number', label: make.timeout, help: make.timeoutHelp },
            ...{ min: 1, max: LONGEST_TIMEOUT, step: 1 },
          },
          { name: 'wait', type: 'yes-no', label: make.wait, help: make.waitHelp },
          { name: 'secretResults', type: 'yes-no', label: make.secretResults, help: make.secretResultsHelp },
        ]}
      />
    </Pane>
  )
}

function nameControl(make: Words['make']): FieldSpec {
  return {
    ...{ name: 'name', type: 'text', label: make.stepName, help: make.stepNameHelp },
    ...{ required: true, maxLength: 60 },
  }
}

function afterControl(make: Words['make']): FieldSpec {
  return {
    ...{ name: 'after', type: 'choices', label: make.after, help: make.afterHelp, required: true },
    options: STEP_ENDS.map((value) => ({ value, label: make.afterEnd[value] })),
  }
}

function retryControls(make: Words['make']): readonly FieldSpec[] {
  const half = { type: 'number', half: true, min: 1, step: 1 } as const
  return [
    {
      ...{ name: 'retry', type: 'choice', label: make.retry, required: true },
      options: RETRIES.map((value) => ({ value, label: make.retries[value] })),
    },
    { ...half, name: 'times', label: make.retryTimes, max: MOST_RETRIES },
    { ...half, name: 'seconds', label: make.retrySeconds, min: SHORTEST_PAUSE, max: LONGEST_PAUSE },
  ]
}

function valuesOf({ name, runAfter, retry, timeout, wait, secretResults }: FlowStep): Record<string, FieldValue> {
  return {
    ...{ name: name ?? '', after: runAfter ?? ['succeeded'], wait: wait !== false },
    ...{ retry: retry?.kind ?? 'none', times: String(retry?.times ?? 3), seconds: String(retry?.seconds ?? 60) },
    secretResults: secretResults === true,
    timeout: timeout === undefined ? '' : String(timeout),
  }
}
