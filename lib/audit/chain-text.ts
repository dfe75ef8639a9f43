/** A row of the audit log as it goes into its hash: every field as PostgreSQL writes it as text. */
export interface ChainedRow {
  readonly position: number
  readonly previousHash: string
  readonly hash: string
  readonly id: string
  /** `2026-01-31T23:59:59.999Z` */
  readonly at: string
  readonly action: string
  readonly salt: string | null
  readonly whoHash: string | null
  readonly erasedBy: string | null
  /** What names a person, in the order of the hash. */
  readonly who: readonly (string | null)[]
  /** All between `at` and the row's end, in the order of the hash, but for `whoHash`. */
  readonly actor: readonly (string | null)[]
  readonly event: readonly (string | null)[]
  readonly details: string
}

/**
 * What a row's hash is taken of: a JSON list of texts and nulls without spaces, as `audit_hash` of the database makes
 * it. Two rows have the same text only when they are the same in every field.
 */
export function chainText({ position, previousHash, id, at, actor, whoHash, event, details }: ChainedRow): string {
  return JSON.stringify([
    'lakeport-audit-1',
    String(position),
    previousHash,
    id,
    at,
    ...actor,
    whoHash,
    ...event,
    details,
  ])
}

/** What the hash of the personal fields is taken of; the salt goes when they are erased. */
export function whoText({ salt, who }: ChainedRow): string {
  return JSON.stringify(['lakeport-audit-who-1', salt, ...who])
}
