export type Verdict = 'ok' | 'warn' | 'fail'

/** What one check came to, in whole sentences for whoever runs the portal. Nothing in it is secret. */
export interface Finding {
  /** Two or three words, the same at each run. */
  readonly check: string
  readonly verdict: Verdict
  readonly says: string
  /** What to do about it; empty where there is nothing to be done. */
  readonly remedy: string
}

export function ok(check: string, says: string): Finding {
  return { check, verdict: 'ok', says, remedy: '' }
}

export function warn(check: string, says: string, remedy: string): Finding {
  return { check, verdict: 'warn', says, remedy }
}

export function fail(check: string, says: string, remedy: string): Finding {
  return { check, verdict: 'fail', says, remedy }
}

/** One line each, and a last one that adds up. */
export function linesOf(findings: readonly Finding[]): string[] {
  const width = Math.max(...findings.map(({ check }) => check.length))
  const lines = findings.map(({ check, verdict, says, remedy }) =>
    `${verdict.padEnd(4)}  ${check.padEnd(width)}  ${says} ${remedy}`.trimEnd(),
  )
  const count = (verdict: Verdict) => findings.filter((finding) => finding.verdict === verdict).length
  return [...lines, '', `${count('ok')} ok, ${count('warn')} to look at, ${count('fail')} to mend.`]
}

export function hasFailed(findings: readonly Finding[]): boolean {
  return findings.some(({ verdict }) => verdict === 'fail')
}
