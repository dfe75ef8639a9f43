import 'server-only'
import type { DatabricksJob } from './job'

/** What a run of a job takes, and where run-now puts it. */
export interface TakenParameters {
  readonly to: 'job' | 'notebook'
  readonly parameters: readonly { readonly name: string; readonly default: string }[]
}

/**
 * The parameters of a job, else those of its notebook where that is all that the job does: run-now lays `notebook_params`
 * over the `base_parameters` of every notebook task, so with several tasks nobody could say whose they are.
 */
export function takenParameters({
  settings: { parameters, tasks },
}: Pick<DatabricksJob, 'settings'>): TakenParameters {
  const [task, ...others] = tasks
  const base = others.length === 0 && task?.kind === 'notebook_task' ? task.notebookTask?.baseParameters : undefined
  if (parameters.length > 0 || !base || base.size === 0) return { to: 'job', parameters }
  const named = [...base].filter(([name]) => NAME.test(name))
  return { to: 'notebook', parameters: named.map(([name, preset]) => ({ name, default: presetOf(preset) })) }
}

/** As the parameters of a job are named; others of a notebook stay what its job says. */
const NAME = /^[\w.-]{1,100}$/

/** A reference is looked up by the job alone, never where it comes with a press: left empty, it stays the job's. */
function presetOf(text: string): string {
  return text.includes('{{') ? '' : text
}
