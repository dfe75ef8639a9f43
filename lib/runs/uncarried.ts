/** Something that a job uses and a one-time run cannot carry; `what` names the task, or the setting. */
export interface Uncarried {
  readonly kind: UncarriedKind
  readonly what: string
}

export type UncarriedKind =
  /** Starts another job, whose code has that job's own identity. */
  | 'starts_job'
  /** A task whose work has an identity of its own, or one of a kind that is not known here. */
  | 'own_identity'
  /** Runs of their own are tried once: the API takes no retries for them. */
  | 'retries'
  | 'disabled'
  | 'task_setting'
  | 'setting'
  | 'no_cluster'
  | 'no_tasks'
  | 'many_tasks'

const KINDS: readonly string[] = [
  ...['starts_job', 'own_identity', 'retries', 'disabled', 'task_setting', 'setting'],
  ...['no_cluster', 'no_tasks', 'many_tasks'],
]

/** As one fact of an error: no name of Databricks' holds a line break or a tab. */
export function uncarriedText(found: readonly Uncarried[]): string {
  return found.map(({ kind, what }) => `${kind}\t${what.replaceAll(/[\n\t]/g, ' ')}`).join('\n')
}

export function readUncarried(text: string): readonly Uncarried[] {
  return text.split('\n').flatMap((line) => {
    const [kind = '', what = ''] = line.split('\t')
    return KINDS.includes(kind) ? [{ kind: kind as UncarriedKind, what }] : []
  })
}
