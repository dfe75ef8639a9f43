/** What a task does with its time, in this order. */
export const PHASES = ['queue', 'setup', 'work', 'cleanup'] as const
export type Phase = (typeof PHASES)[number]

/** Of a for-each task: how its iterations stand, and samples of what went wrong in them. */
export interface Iterations {
  readonly total: number
  readonly active: number
  readonly succeeded: number
  readonly failed: number
  readonly errors: readonly { readonly count: number; readonly message: string }[]
}

/** What is known of an attempt of a task besides its end: kept as it was last seen. */
export interface TaskFacts {
  /** ms; one is absent while it is not over. Databricks counts whole seconds, so that their sum is no exact wall time. */
  readonly phases?: Readonly<Partial<Record<Phase, number>>>
  /** Which outcome of a condition it goes on from, by that one's task key: `true` or `false`. */
  readonly outcomes?: Readonly<Record<string, string>>
  /** When it runs, in Databricks' word, where that is not "all before it have succeeded". */
  readonly runIf?: string
  readonly iterations?: Iterations
  /** Of the job that it runs. */
  readonly jobId?: string
  /** In Databricks. */
  readonly pageUrl?: string
  /** SHA-256 of what its job's settings told it, its compute too: the first half, in hex. */
  readonly settings?: string
  /** On what it was told to run, in short. */
  readonly compute?: string
}
