import { describe, expect, it } from 'vitest'
import { chooseRuns, type LookedRun, MOST_A_LOOK } from '@/lib/runs/choose-runs'

const NOW = 10_000_000
const HOUR = 3_600_000

/** `count` runs, one a second, the newest `ageMs` old; all last asked about `lookedAgoMs` ago. */
function runs(count: number, { ageMs = 2 * HOUR, lookedAgoMs = 0 } = {}): LookedRun[] {
  return Array.from({ length: count }, (_, place) => ({
    runId: `run-${place}`,
    submittedAt: NOW - ageMs - place * 1_000,
    lookedAt: NOW - lookedAgoMs,
    watched: false,
  }))
}

const names = (from: number, to: number) => Array.from({ length: to - from }, (_, place) => `run-${from + place}`)

describe('which of very many runs are asked about', () => {
  it('at first the newest ones, a look full of them (REL-4)', () => {
    const { chosen, nextDueInMs } = chooseRuns(runs(1_000, { lookedAgoMs: NOW }), false, NOW)
    expect(chosen).toEqual(names(0, MOST_A_LOOK))
    expect(nextDueInMs).toBeLessThan(0)
  })

  it('comes round to every one of them before any is asked about again (REL-4)', () => {
    let known: readonly LookedRun[] = runs(1_000, { lookedAgoMs: NOW })
    const looks = new Map<string, number>()
    let now = NOW
    for (let look = 0; look < Math.ceil(1_000 / MOST_A_LOOK); look += 1) {
      const { chosen } = chooseRuns(known, false, now)
      for (const runId of chosen) looks.set(runId, (looks.get(runId) ?? 0) + 1)
      known = known.map((run) => (chosen.includes(run.runId) ? { ...run, lookedAt: now } : run))
      now += 1_000
    }
    expect(looks.size).toBe(1_000)
    expect([...looks.values()].every((times) => times === 1)).toBe(true)
  })

  it('one that cannot be read keeps the others waiting no longer than one look', () => {
    const known = runs(200, { lookedAgoMs: 90_000 }).map((run, place) =>
      place === 150 ? { ...run, lookedAt: NOW - 1_000 } : run,
    )
    expect(chooseRuns(known, false, NOW).chosen).not.toContain('run-150')
  })

  it('a run has the pace of its own age: young ones every few seconds, old ones once a minute', () => {
    const old = runs(200, { lookedAgoMs: 20_000 })
    const young = { runId: 'young', submittedAt: NOW - 30_000, lookedAt: NOW - 6_000, watched: false }
    expect(chooseRuns([...old, young], false, NOW)).toMatchObject({ chosen: ['young'], nextDueInMs: 5_000 })
  })

  it('what somebody looks at has the quick pace: the run of a page, the newest of a list', () => {
    const known = runs(200, { lookedAgoMs: 6_000 })
    const open = known.map((run, place) => (place === 180 ? { ...run, watched: true } : run))
    expect(chooseRuns(open, false, NOW).chosen).toEqual(['run-180'])
    expect(chooseRuns(known, true, NOW).chosen).toEqual(names(0, 24))
  })

  it('says when the next one is due: of the others, or of these again', () => {
    expect(chooseRuns(runs(200, { lookedAgoMs: 59_000 }), false, NOW)).toEqual({
      chosen: ['run-0'],
      nextDueInMs: 1_000,
    })
    expect(chooseRuns(runs(50, { lookedAgoMs: 70_000 }), false, NOW).nextDueInMs).toBe(60_000)
  })
})
