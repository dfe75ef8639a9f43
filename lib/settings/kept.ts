/** What the database keeps, by kind. Whatever has no kind of its own is the `rest`. */
export const KEPT_KINDS = [
  'runs',
  'results',
  'counts',
  'flowCounts',
  'signIns',
  'audit',
  'sessions',
  'tokens',
  'notices',
  'tests',
  'forms',
  'rest',
] as const

export type KeptKind = (typeof KEPT_KINDS)[number]

/** For how long a kind is kept, and what says so. */
export interface Keeping {
  readonly ms: number
  /** The setting; none where it is fixed. */
  readonly setting?: string
}

export interface Kept {
  readonly kind: KeptKind
  readonly bytes: number
  /** As the database estimates it; undefined for the rest, which are of many kinds. */
  readonly rows: number | undefined
  /** null: there is none; undefined: no index tells it, so it is not looked up. */
  readonly oldest: Date | null | undefined
  /** None: until somebody deletes it. */
  readonly keeping: Keeping | undefined
  /** Not before then does a sweep remove the oldest. */
  readonly removedFrom: Date | undefined
  /** When a sweep last removed some, as far as that is not long ago. */
  readonly removedAt: Date | undefined
}

const DAY_MS = 24 * 60 * 60_000

/** Of these, all of a day go together. */
const BY_DAY: readonly KeptKind[] = ['audit', 'counts']

/** When the oldest is over. */
export function removedFrom(
  kind: KeptKind,
  oldest: Date | null | undefined,
  keepMs: number | undefined,
): Date | undefined {
  if (!oldest || keepMs === undefined) return undefined
  return new Date(oldest.getTime() + keepMs + (BY_DAY.includes(kind) ? DAY_MS : 0))
}

const UNITS = ['bytes', 'kB', 'MB', 'GB', 'TB'] as const

/** "0 bytes", "12 kB", "3.4 GB": powers of 1,000, a decimal below ten. */
export function formatBytes(bytes: number): string {
  let [value, unit] = [Math.max(0, bytes), 0]
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1_000
    unit += 1
  }
  const digits = unit > 0 && value < 9.95 ? 1 : 0
  return `${value.toFixed(digits)} ${UNITS[unit]}`
}
