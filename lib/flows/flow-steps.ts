import type { FlowDefinition, FlowStep, ParameterSource } from './flow'

type Sources = Readonly<Record<string, ParameterSource>>

/** Where the values come from that a step gives on, by the names that it gives them under. */
export function sourcesOf(step: FlowStep): Sources {
  return step.action === 'run_now' ? step.jobParameters : step.parameters
}

/** Whether a job's code is to act with the rights of whoever presses, which nobody else can lend it. */
export function runsJobAsPerson({ identityMode, steps }: Pick<FlowDefinition, 'identityMode' | 'steps'>): boolean {
  return identityMode === 'as_me' && steps.some(({ action }) => action === 'run_now')
}

/** The same step with other sources; one without a source is left out, and a statement then reads NULL. */
export function mapSources(
  step: FlowStep,
  change: <Source extends ParameterSource>(source: Source) => Source | undefined,
): FlowStep {
  if (step.action === 'run_now') return { ...step, jobParameters: changed(step.jobParameters, change) }
  return { ...step, parameters: changed(step.parameters, change) }
}

function changed<Source extends ParameterSource>(
  sources: Readonly<Record<string, Source>>,
  change: (source: Source) => Source | undefined,
): Record<string, Source> {
  return Object.fromEntries(
    Object.entries(sources).flatMap(([name, source]) => {
      const next = change(source)
      return next ? [[name, next]] : []
    }),
  )
}
