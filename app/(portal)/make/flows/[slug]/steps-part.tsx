import { LinkButton } from '@/app/_components/link-button'
import { Pane } from '@/app/_components/pane'
import { type Attempt, attempt } from '@/app/_edge'
import { type JobFacts, type ReadJobs, readJobsOf } from '@/lib/drafts/server/read-job'
import { hasJob, MOST_STEPS } from '@/lib/drafts/steps-of-draft'
import { PortalError } from '@/lib/errors'
import type { Viewer } from '@/lib/identity/viewer'
import { Drift } from './drift'
import styles from './editor.module.css'
import { IdentityPart } from './identity'
import { JobPart } from './job-part'
import { partAddress, stepAddress } from './part'
import type { PartProps, StepProps } from './part-props'
import { StatementPart } from './statement-part'
import { StepList } from './step-list'
import { StepSettingsPart } from './step-settings-part'

interface StepsPartProps extends PartProps {
  readonly viewer: Viewer
  /** The page's query: `step` is the one that is open, by name; `settings` opens those of the only one. */
  readonly asked: Readonly<Record<string, string | string[] | undefined>>
}

/** What a press does: one step as it stands, or a list of several and the one that is open. */
export async function StepsPart({ opened, words, viewer, asked }: StepsPartProps) {
  const { content, flow } = opened
  const { steps } = content.definition
  const jobs = await attempt(() => readJobsOf(viewer, flow.connectorId, content))
  const common = { opened, words, viewer, jobs }
  const [only] = steps
  if (steps.length === 1 && only) {
    const isOpen = asked.settings !== undefined
    return (
      <>
        <Work {...common} step={only} place={0} alone />
        {isOpen && <StepSettingsPart opened={opened} words={words} step={only} place={0} />}
      </>
    )
  }
  const place = steps.findIndex(({ name }) => name !== undefined && name === asked.step)
  const open = steps[place]
  return (
    <>
      {open && <Work {...common} key={open.name} step={open} place={place} />}
      {open && <StepSettingsPart key={`when ${open.name}`} {...{ opened, words, place }} step={open} />}
      <Pane title={words.make.stepsTab} actions={<AddStep opened={opened} words={words} />}>
        <div className={styles.stack}>
          {steps.map(
            (step) =>
              step !== open &&
              step.action === 'run_now' && (
                <Drift
                  key={step.name}
                  read={jobIn(jobs, step.jobId)}
                  step={step}
                  say={(what) => words.make.ofStep(step.name ?? '', what)}
                  words={words}
                />
              ),
          )}
          <StepList opened={opened} words={words} nameOf={(jobId) => nameIn(jobs, jobId)} />
        </div>
      </Pane>
      {hasJob(steps) && <IdentityPart opened={opened} words={words} />}
    </>
  )
}

interface WorkProps extends StepProps {
  readonly viewer: Viewer
  readonly jobs: Attempt<ReadJobs>
  /** The only step: what there is besides hangs on it. */
  readonly alone?: boolean
}

/** What a step does. */
function Work({ opened, words, viewer, jobs, step, place, alone = false }: WorkProps) {
  const actions = alone && <MoreOfOne opened={opened} words={words} />
  if (step.action === 'sql') return <StatementPart {...{ opened, words, viewer, step, place, actions }} />
  return <JobPart {...{ opened, words, step, place, actions }} read={jobIn(jobs, step.jobId)} />
}

function MoreOfOne({ opened, words }: PartProps) {
  return (
    <div className={styles.tools}>
      <LinkButton href={partAddress(opened.flow.slug, 'job', { settings: '1' })} icon="repeat">
        {words.make.settings}
      </LinkButton>
      <AddStep opened={opened} words={words} />
    </div>
  )
}

function AddStep({ opened: { flow, content }, words: { make } }: PartProps) {
  if (content.definition.steps.length >= MOST_STEPS) return null
  return (
    <LinkButton href={stepAddress(flow.slug)} icon="add">
      {make.addStep}
    </LinkButton>
  )
}

/** What was read of one job; what kept all of them from being read is said of each. */
function jobIn(jobs: Attempt<ReadJobs>, jobId: string): Attempt<JobFacts> {
  if (!jobs.ok) return jobs
  const read = jobs.value.get(jobId)
  if (read && !(read instanceof PortalError)) return { ok: true, value: read }
  return { ok: false, error: read ?? new PortalError('databricks_missing', `Job ${jobId} was not read.`) }
}

function nameIn(jobs: Attempt<ReadJobs>, jobId: string): string | undefined {
  const read = jobIn(jobs, jobId)
  return read.ok ? read.value.name : undefined
}
