import type { ErrorCode, ErrorFacts } from '@/lib/errors'
import type { FlowDefinition, FlowState, FlowStep } from './flow'
import { sourcesOf } from './flow-steps'

interface Problem {
  readonly code: ErrorCode
  readonly facts: ErrorFacts
}

/** What one person's token last showed of a job; never another's. */
export interface JobInView {
  /** Whose rights the job's code has, as Databricks names them. */
  readonly runsAs: string | undefined
  /** Why this person's token shows nothing of it. */
  readonly problem: Problem | undefined
  /** The names of its job parameters; undefined where they were never read. */
  readonly parameters: readonly string[] | undefined
  /** Those of its one notebook, where a run takes them in place of the job's own. */
  readonly notebookParameters: readonly string[]
  /** How many runs it takes at once, where it skips what is more; undefined where it queues them. */
  readonly mostRuns: number | undefined
  /** Its runs that the portal follows now. */
  readonly active: number
}

/** The one reason why a press could not work, in the order in which they are to be cleared. */
export type Obstacle =
  | { readonly kind: 'off' }
  | { readonly kind: 'problem'; readonly problem: Problem }
  | { readonly kind: 'parameters'; readonly names: readonly string[] }
  | { readonly kind: 'full'; readonly most: number }

/** Nothing is sent to a workspace that keeps failing, by anybody, for a while. */
export const PAUSED: Problem = { code: 'databricks_unreachable', facts: { reason: 'paused' } }

interface Facts {
  readonly state: FlowState
  readonly definition: Pick<FlowDefinition, 'identityMode' | 'steps'>
  /** With the connection, or with the workspace for everybody. */
  readonly problem: Problem | undefined
  /** By their ids. What is not known stands in nobody's way. */
  readonly jobs: ReadonlyMap<string, JobInView>
}

/** What stands between a person and a press that works, as far as it is known. The press itself checks everything anew. */
export function obstacleTo({ state, definition, problem, jobs }: Facts): Obstacle | undefined {
  if (state === 'off') return { kind: 'off' }
  if (problem) return { kind: 'problem', problem }
  const ofSteps = definition.steps.map((step) => obstacleOf(step, definition, jobs))
  // A right that is missing concerns whoever presses; what its owner has to mend comes after that.
  return (
    ofSteps.find((obstacle) => obstacle?.kind === 'problem') ?? ofSteps.find((obstacle) => obstacle !== undefined)
  )
}

function obstacleOf(
  step: FlowStep,
  { identityMode }: Facts['definition'],
  jobs: Facts['jobs'],
): Obstacle | undefined {
  const job = step.action === 'run_now' ? jobs.get(step.jobId) : undefined
  if (!job) return undefined
  if (job.problem) return { kind: 'problem', problem: job.problem }
  const gone = parametersGone(step, job)
  if (gone.length > 0) return { kind: 'parameters', names: gone }
  // A one-time run is none of the job's own.
  const most = identityMode === 'shared' ? job.mostRuns : undefined
  return most !== undefined && job.active >= most ? { kind: 'full', most } : undefined
}

/** What the flow sends and the job no longer takes: Databricks starts it all the same, and what was typed is lost. */
function parametersGone(step: FlowStep, { parameters, notebookParameters = [] }: JobInView): string[] {
  if (parameters === undefined) return []
  const isForNotebook = step.action === 'run_now' && step.parametersTo === 'notebook'
  const known = isForNotebook ? notebookParameters : parameters
  return Object.keys(sourcesOf(step)).filter((name) => !known.includes(name))
}

/** The jobs of a flow, each once, in the order of its steps. */
export function jobsOf({ steps }: Pick<FlowDefinition, 'steps'>): readonly string[] {
  return [...new Set(steps.flatMap((step) => (step.action === 'run_now' ? [step.jobId] : [])))]
}
