/** Units of a run's length, ms. */
const UNITS = { s: 1_000, min: 60_000, h: 3_600_000, d: 86_400_000 } as const
const LONGEST_MS = 366 * UNITS.d

const TYPED = /^(\d{1,9})(?:[.,](\d{1,3}))?\s*(s|sec|m|min|h|d)?$/i

/**
 * A length as a person types it, `90 s`, `1.5 h` or `20` for minutes, in the one spelling that addresses have: `90s`, `90min`,
 * `20min`. Empty for what is none, and beyond a year.
 */
export function durationOf(text: string): string {
  const [, whole = '', part = '', unit = 'min'] = TYPED.exec(text.trim()) ?? []
  const ms = Math.round(Number(`${whole}.${part || 0}`) * UNITS[unitOf(unit)])
  return whole === '' || ms < UNITS.s || ms > LONGEST_MS ? '' : spelled(ms)
}

/** Of a spelling of `durationOf`, ms; undefined for none. */
export function durationMs(spelling: string): number | undefined {
  const [, count, unit] = /^(\d+)(s|min|h|d)$/.exec(spelling) ?? []
  return count && unit ? Number(count) * UNITS[unitOf(unit)] : undefined
}

function unitOf(unit: string): keyof typeof UNITS {
  const letter = unit.charAt(0).toLowerCase()
  if (letter === 'm') return 'min'
  return letter === 'h' || letter === 'd' ? letter : 's'
}

function spelled(ms: number): string {
  const unit = (['d', 'h', 'min'] as const).find((candidate) => ms % UNITS[candidate] === 0) ?? 's'
  return `${Math.round(ms / UNITS[unit])}${unit}`
}
