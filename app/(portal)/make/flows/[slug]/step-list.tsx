import { ActionButton } from '@/app/_components/action-button'
import { DetailsList } from '@/app/_components/details-list'
import { PageLink } from '@/app/_components/page-link'
import type { FlowStep } from '@/lib/flows/flow'
import type { Words } from '@/lib/language/words'
import styles from './editor.module.css'
import { hiddenOf } from './form-words'
import { partAddress } from './part'
import type { PartProps } from './part-props'
import { arrangeSteps } from './step-actions'

interface StepListProps extends PartProps {
  /** What a job is called, as far as it could be read. */
  readonly nameOf: (jobId: string) => string | undefined
}

/** The steps in their order, each with what it does, and when. */
export function StepList({ opened, words, nameOf }: StepListProps) {
  const { make } = words
  const { steps } = opened.content.definition
  const { slug } = opened.flow
  const does = (step: FlowStep) =>
    step.action === 'sql' ? make.runsStatement : make.startsJob(nameOf(step.jobId) ?? step.jobId)
  return (
    <DetailsList
      label={make.stepsLead}
      rows={steps}
      rowKey={({ name = '' }) => name}
      plain
      columns={[
        {
          key: 'step',
          label: make.step,
          cell: ({ name = '' }) => <PageLink href={partAddress(slug, 'job', { step: name })}>{name}</PageLink>,
        },
        { key: 'does', label: make.does, cell: does },
        { key: 'when', label: make.when, cell: (step) => whenWords(step, step === steps[0], make) },
        { key: 'besides', label: make.besides, cell: (step) => besidesWords(step, make) },
        {
          key: 'tools',
          label: make.tools,
          hiddenLabel: true,
          cell: ({ name = '' }) => <Tools key={opened.revision} name={name} opened={opened} words={words} />,
        },
      ]}
    />
  )
}

function whenWords({ runAfter = ['succeeded'] }: FlowStep, isFirst: boolean, make: Words['make']): string {
  return isFirst ? make.atFirst : make.afterEnds(runAfter.map((end) => make.ends[end]).join(make.or))
}

function besidesWords({ retry, timeout, wait, secretResults }: FlowStep, make: Words['make']): string {
  const repeated = retry && (retry.kind === 'fixed' ? make.again : make.againSlower)(retry.times, retry.seconds)
  const limit = timeout === undefined ? undefined : make.atMost(timeout)
  const alone = wait === false ? make.notAwaited : undefined
  const secret = secretResults ? make.secretResults : undefined
  const said = [repeated, limit, alone, secret].filter((words) => words !== undefined)
  return said.length === 0 ? make.nothingBesides : said.join('. ')
}

function Tools({ name, opened, words: { make } }: PartProps & { readonly name: string }) {
  const tool = (what: 'up' | 'down' | 'remove') => ({
    action: arrangeSteps,
    hidden: { ...hiddenOf(opened), [what]: name },
    failed: make.notSaved,
  })
  return (
    <div className={styles.arrows}>
      <ActionButton {...tool('up')} icon="sort-up" label={make.moveStepUp(name)} />
      <ActionButton {...tool('down')} icon="sort-down" label={make.moveStepDown(name)} />
      <ActionButton {...tool('remove')} icon="delete" label={make.removeStep(name)} />
    </div>
  )
}
