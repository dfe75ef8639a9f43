import { readUncarried, type UncarriedKind } from '@/lib/runs/uncarried'

/** What of a job a one-time run cannot carry, each in one sentence. */
export const uncarried: Readonly<Record<UncarriedKind, (what: string) => string>> = {
  starts_job: (task) => `The task “${task}” starts another job, whose code has that job's own identity.`,
  own_identity: (task) => `The task “${task}” is of a kind whose work does not have the rights of the person.`,
  retries: (task) =>
    `The task “${task}” is tried again when it fails; Databricks tries the tasks of such a run once.`,
  disabled: (task) => `The task “${task}” is disabled, and such a run would start it.`,
  task_setting: (what) => `A task has a setting that such a run does not take: ${what}.`,
  setting: (what) => `The job has a setting that such a run does not take: ${what}.`,
  no_cluster: (task) => `The task “${task}” names a cluster that the job does not have.`,
  no_tasks: () => 'The job has no tasks.',
  many_tasks: (count) => `The job has ${count} tasks; such a run takes 100.`,
}

export function uncarriedSentences(text: string): readonly string[] {
  return readUncarried(text).map(({ kind, what }) => uncarried[kind](what))
}
