import type { FlowDefinition } from '@/lib/flows/flow'
import { attemptsOf } from './attempts'
import { failedTaskOf } from './explain'
import { type Failure, failureOf } from './failure'
import { typedInputs } from './input-in-error'
import type { RunRow, TaskRow } from './run-view'

interface Shown {
  readonly run: RunRow
  readonly tasks: readonly TaskRow[]
  readonly flow: { readonly definition: Pick<FlowDefinition, 'inputs'> }
}

/** The task that explains why a run failed, of the step at which it ended. */
export function failedTaskOfRun({ run, tasks }: Pick<Shown, 'run' | 'tasks'>): TaskRow | undefined {
  const ofStep = tasks.filter(({ position }) => position === run.position)
  return failedTaskOf(attemptsOf(ofStep).map(({ latest }) => latest))
}

/** Why a run failed, from what its page has of it. */
export function failureOfRun({ run, tasks, flow }: Shown): Failure | undefined {
  const task = failedTaskOfRun({ run, tasks })
  return failureOf({
    ...{ status: run.status, own: run.error, stateMessage: run.stateMessage },
    ...{ terminationCode: run.terminationCode, terminationType: run.terminationType },
    ...{ error: task?.error, errorTrace: task?.errorTrace },
    actsAsPerson: run.identityMode === 'as_me' && run.principal === undefined,
    inputs: typedInputs(flow.definition.inputs, run.inputs),
  })
}
