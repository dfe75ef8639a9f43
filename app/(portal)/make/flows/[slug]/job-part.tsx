import type { ReactNode } from 'react'
import { ActionForm } from '@/app/_components/action-form'
import { KeyValues } from '@/app/_components/key-values'
import { Pane } from '@/app/_components/pane'
import { runsAsName } from '@/app/_components/runs-as-name'
import type { Attempt } from '@/app/_edge'
import type { JobFacts } from '@/lib/drafts/server/read-job'
import type { JobStep } from '@/lib/flows/flow'
import { AsPerson, Drift } from './drift'
import styles from './editor.module.css'
import { formWords, hiddenOf } from './form-words'
import { identityControl } from './identity'
import { saveJob } from './job-actions'
import type { StepProps } from './part-props'
import { sourceControl, sourceValues, textControl } from './source-controls'

interface JobPartProps extends StepProps<JobStep> {
  /** The job with the maker's own rights. */
  readonly read: Attempt<JobFacts>
  readonly actions?: ReactNode
}

/** Which job a step starts, and where each of its parameters comes from. */
export function JobPart({ opened, words, read, step, place, actions }: JobPartProps) {
  const { make } = words
  const { content } = opened
  const { steps, identityMode } = content.definition
  const { jobId, jobParameters: sources } = step
  const isOnly = steps.length === 1
  const presets = new Map(read.ok ? read.value.parameters.map((it) => [it.name, it.default]) : [])
  const names = [...new Set([...presets.keys(), ...Object.keys(sources)])]
  const around = { content, taker: { place, action: step.action }, make }
  const parameters = names.map((name) => {
    const preset = presets.get(name)
    const help = preset ? make.parameter(name, preset.slice(0, 100)) : undefined
    return { name, shown: name, help, source: Object.hasOwn(sources, name) ? sources[name] : undefined }
  })
  return (
    <Pane title={isOnly ? make.tabs.job : make.editStep(step.name ?? '')} actions={actions}>
      <div className={styles.stack}>
        <Drift read={read} step={step} words={words} />
        {read.ok && <AsPerson job={read.value} chosen={identityMode === 'as_me'} words={words} />}
        {read.ok && (
          <KeyValues
            items={[
              { label: make.jobName, value: read.value.name ?? make.noName },
              { label: make.runsAs, value: runsAsName(read.value.runsAs, words.flow) },
            ]}
          />
        )}
        {step.parametersTo === 'notebook' && <p>{make.toNotebook}</p>}
        <ActionForm
          action={saveJob}
          scope="job-"
          hidden={{ ...hiddenOf(opened), step: step.name ?? '' }}
          words={formWords(words)}
          values={{ job: jobId, identity: identityMode, ...Object.fromEntries(sourceValues(sources)) }}
          fields={[
            { name: 'job', type: 'text', label: make.jobId, required: true, maxLength: 19 },
            ...(isOnly ? [identityControl(make)] : []),
            ...parameters.flatMap((parameter) => [sourceControl(parameter, around), textControl(parameter, around)]),
          ]}
        />
      </div>
    </Pane>
  )
}
