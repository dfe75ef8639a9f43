import { ActionForm } from '@/app/_components/action-form'
import type { FieldSpec, FieldValue } from '@/app/_components/field-spec'
import { KeyValues } from '@/app/_components/key-values'
import { MessageBar } from '@/app/_components/message-bar'
import { Pane } from '@/app/_components/pane'
import { runsAsName } from '@/app/_components/runs-as-name'
import { type Attempt, attempt } from '@/app/_edge'
import { fieldsOf } from '@/lib/drafts/edit-inputs'
import { FROM_FIELD, FROM_TEXT } from '@/lib/drafts/edit-job'
import { type JobFacts, readJob } from '@/lib/drafts/server/read-job'
import type { JobStep, ParameterSource } from '@/lib/flows/flow'
import type { Viewer } from '@/lib/identity/viewer'
import type { Words } from '@/lib/language/words'
import styles from './editor.module.css'
import { formWords, hiddenOf } from './form-words'
import { saveJob } from './job-actions'
import type { PartProps } from './part-props'

interface JobPartProps extends PartProps {
  readonly viewer: Viewer
  readonly step: JobStep
}

/** Which job a press starts, read with the maker's own rights, and where each of its parameters comes from. */
export async function JobPart({ opened, words, viewer, step }: JobPartProps) {
  const { make } = words
  const { flow, content } = opened
  const { jobId, jobParameters: sources } = step
  const read = await attempt(() => readJob(viewer, flow.connectorId, jobId))
  const presets = new Map(read.ok ? read.value.parameters.map((it) => [it.name, it.default]) : [])
  const names = [...new Set([...presets.keys(), ...Object.keys(sources)])]
  return (
    <Pane title={make.tabs.job}>
      <div className={styles.stack}>
        <Drift read={read} sources={sources} words={words} />
        {read.ok && <AsPerson job={read.value} chosen={content.definition.identityMode === 'as_me'} words={words} />}
        {read.ok && (
          <KeyValues
            items={[
              { label: make.jobName, value: read.value.name ?? make.noName },
              { label: make.runsAs, value: runsAsName(read.value.runsAs, words.flow) },
            ]}
          />
        )}
        <ActionForm
          action={saveJob}
          scope="job-"
          hidden={hiddenOf(opened)}
          words={formWords(words)}
          values={{ job: jobId, identity: content.definition.identityMode, ...valuesOf(sources) }}
          fields={[
            { name: 'job', type: 'text', label: make.jobId, required: true, maxLength: 19 },
            {
              name: 'identity',
              type: 'choice',
              label: make.identity,
              help: make.identityHelp,
              required: true,
              options: (['shared', 'as_me'] as const).map((value) => ({ value, label: make.identities[value] })),
            },
            ...names.flatMap((name) => controlsOf(name, presets.get(name) ?? '', opened, make)),
          ]}
        />
      </div>
    </Pane>
  )
}

function controlsOf(
  name: string,
  preset: string,
  { content }: PartProps['opened'],
  make: Words['make'],
): readonly FieldSpec[] {
  const fields = fieldsOf(content.definition.inputs).map((field) => ({
    value: `${FROM_FIELD}${field.name}`,
    label: make.fromField(field.property.title ?? field.name),
  }))
  return [
    {
      name: `from.${name}`,
      type: 'choice',
      compact: true,
      half: true,
      label: make.source(name),
      help: preset ? make.parameter(name, preset.slice(0, 100)) : undefined,
      options: [{ value: 'job', label: make.fromJob }, { value: FROM_TEXT, label: make.fromText }, ...fields],
    },
    { name: `text.${name}`, type: 'text', half: true, label: make.text(name), maxLength: 10_000 },
  ]
}

function valuesOf(sources: Readonly<Record<string, ParameterSource>>): Record<string, FieldValue> {
  return Object.fromEntries(
    Object.entries(sources).flatMap(([name, source]) => {
      if ('input' in source) return [[`from.${name}`, `${FROM_FIELD}${source.input}`]]
      if (!('value' in source)) return []
      return [
        [`from.${name}`, FROM_TEXT],
        [`text.${name}`, source.value],
      ]
    }),
  )
}

interface AsPersonProps {
  readonly job: JobFacts
  /** The flow is to run as the person who presses. */
  readonly chosen: boolean
  readonly words: Words
}

/** Why the job cannot run as the person who presses, or what is different then. */
function AsPerson({ job: { uncarried, clustersApart }, chosen, words: { make, uncarried: cannot } }: AsPersonProps) {
  if (uncarried.length > 0) {
    return (
      <MessageBar tone={chosen ? 'error' : 'info'} title={make.asPersonCannot}>
        <ul>
          {uncarried.map(({ kind, what }) => (
            <li key={`${kind} ${what}`}>{cannot[kind](what)}</li>
          ))}
        </ul>
      </MessageBar>
    )
  }
  return clustersApart.length > 0 ? (
    <MessageBar tone="info">{make.clustersApart(clustersApart.join(', '))}</MessageBar>
  ) : null
}

interface DriftProps {
  readonly read: Attempt<JobFacts>
  readonly sources: Readonly<Record<string, ParameterSource>>
  readonly words: Words
}

/** Where job and flow have come apart, said before anybody hits it. */
function Drift({ read, sources, words: { make, errors } }: DriftProps) {
  if (!read.ok) {
    const { title, next } = errors[read.error.code](read.error.facts)
    return (
      <MessageBar tone="warning" title={make.jobNotRead}>
        {title} {next}
      </MessageBar>
    )
  }
  const known = new Set(read.value.parameters.map(({ name }) => name))
  const gone = Object.keys(sources).filter((name) => !known.has(name))
  const added = [...known].filter((name) => !Object.hasOwn(sources, name))
  return (
    <>
      {gone.map((name) => (
        <MessageBar key={name} tone="warning">
          {make.issues.gone(name)}
        </MessageBar>
      ))}
      {added.map((name) => (
        <MessageBar key={name} tone="info">
          {make.issues.added(name)}
        </MessageBar>
      ))}
    </>
  )
}
