import 'server-only'
import type { FlowStep } from '@/lib/flows/flow'
import type { Executor } from './database'

/** A run, and what it takes to ask the workspace for a notebook of it. */
export interface RunNotebook {
  readonly id: string
  readonly number: number
  readonly personId: string
  readonly connectorId: string
  /** undefined: the run has no attempt of a notebook under this id. */
  readonly taskKey: string | undefined
  readonly step: FlowStep | undefined
}

/** `attempt`: Databricks' run id of one attempt of a task. */
export async function selectRunNotebook(
  db: Executor,
  runId: string,
  attempt: string,
): Promise<RunNotebook | undefined> {
  const row = await db
    .selectFrom('runs')
    .innerJoin('connections', 'connections.id', 'runs.connection_id')
    .innerJoin('flow_versions as pressed', (join) =>
      join.onRef('pressed.flow_id', '=', 'runs.flow_id').onRef('pressed.version', '=', 'runs.flow_version'),
    )
    .leftJoin(
      (sub) =>
        sub
          .selectFrom('tasks')
          .innerJoin('run_steps', 'run_steps.id', 'tasks.step_id')
          .select(['run_steps.run_id', 'run_steps.position', 'task_key'])
          .where('run_steps.run_id', '=', runId)
          .where('tasks.databricks_run_id', '=', attempt)
          .where('kind', '=', 'notebook_task')
          .as('task'),
      (join) => join.onRef('task.run_id', '=', 'runs.id'),
    )
    .select(['runs.id', 'runs.number', 'runs.person_id', 'connections.connector_id', 'task.task_key'])
    .select(['task.position', 'pressed.definition'])
    .where('runs.id', '=', runId)
    .executeTakeFirst()
  return (
    row && {
      ...{ id: row.id, number: row.number, personId: row.person_id, connectorId: row.connector_id },
      taskKey: row.task_key ?? undefined,
      step: row.position === null ? undefined : row.definition.steps[row.position],
    }
  )
}
