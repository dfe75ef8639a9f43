import { describe, expect, it } from 'vitest'
import {
  backToWork,
  compareAndSet,
  FOLLOWED,
  goOnTo,
  isActive,
  MOVES,
  type MoveName,
  type Place,
  type RunState,
  UNSUBMITTED,
} from '@/lib/runs/run-state'
import { seeded } from '@/tests/support/seeded'

const ENDS: readonly RunState[] = ['done', 'refused', 'lost']
const STATES: readonly RunState[] = [...UNSUBMITTED, ...FOLLOWED, ...ENDS]
const NAMES = Object.keys(MOVES) as MoveName[]
/** How far along a state is. */
const RANK: Readonly<Record<RunState, number>> = {
  requested: 0,
  submitting: 1,
  unknown: 1,
  submitted: 2,
  running: 3,
  done: 4,
  refused: 4,
  lost: 4,
}

describe('the moves of a run', () => {
  const steps = NAMES.flatMap((name) => MOVES[name].from.map((from) => [name, from, MOVES[name].to] as const))

  it.each(steps)('"%s" leads from %s to %s, which is no step back (RUN-4)', (_name, from, to) => {
    expect(RANK[to]).toBeGreaterThanOrEqual(RANK[from])
    expect(ENDS).not.toContain(from)
    expect(to).not.toBe('requested')
  })

  it('reach an end from every state that is none (RUN-4)', () => {
    for (const start of STATES.filter(isActive)) {
      const reached = new Set<RunState>([start])
      for (const state of reached) for (const [, from, to] of steps) if (from === state) reached.add(to)
      expect([...reached].some((state) => ENDS.includes(state))).toBe(true)
    }
  })

  it('know no way past the answer of run-now: nobody sees at work what was never accepted (RUN-4)', () => {
    const into = (state: RunState) => steps.filter(([, , to]) => to === state).map(([, from]) => from)
    expect(new Set(into('submitted'))).toEqual(new Set(['submitting']))
    expect(new Set(into('running'))).toEqual(new Set(FOLLOWED))
  })

  it('refuse or cancel nothing that may have been started (RUN-4, RUN-9)', () => {
    for (const name of ['refuse', 'cancel'] as const) expect(MOVES[name].from).not.toContain('unknown')
  })

  it('lead back to work from one end alone, as a repair does (RUN-4)', () => {
    expect(backToWork()).toEqual({ from: ['done'], to: 'submitted' })
  })

  it('compare with one state where the run was seen, and throw for one they do not start from (RUN-4)', () => {
    expect(compareAndSet('end')).toEqual({ from: ['submitted', 'running'], to: 'done' })
    expect(compareAndSet('end', 'running')).toEqual({ from: ['running'], to: 'done' })
    for (const name of NAMES) {
      for (const state of STATES.filter((seen) => !MOVES[name].from.some((from) => from === seen))) {
        expect(() => compareAndSet(name, state)).toThrow(`No run moves from ${state} by "${name}"`)
      }
    }
  })
})

/** A row whose state is written as the store does it: only where it stands as compared. */
class Row {
  state: RunState = 'requested'
  place: Place = { position: 0, attempt: 1 }
  /** Where it was and where it went, for each move that changed it within one attempt. */
  readonly changes: (readonly [RunState, RunState])[] = []
  /** The attempts at which it stood, in their order. */
  readonly places: Place[] = [this.place]

  goOn(to: Place, seen: Place & { readonly state: RunState }): void {
    const { from, to: state } = goOnTo(to, seen)
    const isThere = this.place.position === seen.position && this.place.attempt === seen.attempt
    if (!isThere || !from.includes(this.state)) return
    this.state = state
    this.place = to
    this.places.push(to)
  }

  move(name: MoveName, seen: RunState | undefined): void {
    const { from, to } = compareAndSet(name, seen)
    if (!from.includes(this.state)) return
    if (this.state !== to) this.changes.push([this.state, to])
    this.state = to
  }
}

/** The same with steps: processes that saw it at an attempt move it on from there, or within it, however late. */
function goThroughSteps(seed: number): Row {
  const random = seeded(seed)
  const row = new Row()
  const seen: (Place & { state: RunState })[] = [0, 1].map(() => ({ ...row.place, state: row.state }))
  for (let step = 0; step < 60; step += 1) {
    const process = random.below(2)
    const stale = seen[process] ?? { ...row.place, state: row.state }
    const isThere = row.place.position === stale.position && row.place.attempt === stale.attempt
    const moves = NAMES.filter((name) => MOVES[name].from.some((from) => from === stale.state))
    if (random.below(3) === 0 && ['requested', 'submitting', 'submitted', 'running'].includes(stale.state)) {
      const isAgain = random.below(2) === 0
      row.goOn(
        isAgain
          ? { position: stale.position, attempt: stale.attempt + 1 }
          : { position: stale.position + 1 + random.below(2), attempt: 1 },
        stale,
      )
    } else if (isThere && moves.length > 0) row.move(random.pick(moves), stale.state)
    if (random.below(2) === 0) seen[process] = { ...row.place, state: row.state }
  }
  return row
}

it('2,000 runs of several steps that two processes move by chance never stand at an attempt twice (RUN-4)', () => {
  for (let seed = 0; seed < 2_000; seed += 1) {
    const { places } = goThroughSteps(seed)
    const ranks = places.map(({ position, attempt }) => position * 1_000 + attempt)
    expect(ranks).toEqual([...new Set(ranks)].toSorted((a, b) => a - b))
  }
})

/**
 * Two processes that look, and act later on what they saw then, however stale it is by now; either may die in between
 * and look again. Which moves they try is chance: more than the portal would ever do.
 */
function interleave(seed: number): Row {
  const random = seeded(seed)
  const row = new Row()
  const seen: (RunState | undefined)[] = [undefined, undefined]
  for (let step = 0; step < 40; step += 1) {
    const process = random.below(2)
    const stale = seen[process] ?? row.state
    const possible = NAMES.filter((name) => MOVES[name].from.some((from) => from === stale))
    if (possible.length > 0) row.move(random.pick(possible), random.pick([stale, undefined]))
    seen[process] = random.pick([stale, row.state, undefined])
  }
  return row
}

describe('2,000 runs that two processes move by chance', () => {
  const rows = Array.from({ length: 2_000 }, (_, seed) => interleave(seed))

  it('never go back, and never leave an end (RUN-4)', () => {
    for (const [from, to] of rows.flatMap(({ changes }) => changes)) {
      expect(RANK[to]).toBeGreaterThanOrEqual(RANK[from])
      expect(ENDS).not.toContain(from)
    }
  })

  it('leave a state once, for one other, unless they are in doubt (RUN-4)', () => {
    for (const { changes } of rows) {
      const left = changes.map(([from]) => from).filter((from) => from !== 'submitting' && from !== 'unknown')
      expect(new Set(left).size).toBe(left.length)
    }
  })

  it('come to every end', () => {
    const reached = new Set(rows.map(({ state }) => state))
    for (const end of ENDS) expect(reached).toContain(end)
  })
})

describe('the one move from an attempt to another', () => {
  const places = [0, 1, 2].flatMap((position) => [1, 2, 3].map((attempt) => ({ position, attempt })))
  const rank = ({ position, attempt }: { position: number; attempt: number }) => position * 10 + attempt

  it('leads to one that comes later, and begins anew there (RUN-4)', () => {
    for (const seen of places) {
      for (const to of places) {
        if (rank(to) > rank(seen)) expect(goOnTo(to, seen)).toMatchObject({ to: 'requested' })
        else expect(() => goOnTo(to, seen)).toThrow(/No run goes on/)
      }
    }
  })

  it('starts from no end, and from no doubt whether something was started (RUN-4, RUN-5)', () => {
    const from = STATES.filter((state) => {
      try {
        return goOnTo({ position: 1, attempt: 1 }, { position: 0, attempt: 1, state }).from.includes(state)
      } catch {
        return false
      }
    })
    expect(from).toEqual(['requested', 'submitting', 'submitted', 'running'])
  })
})

it.each<[RunState, boolean]>([
  ['requested', true],
  ['submitting', true],
  ['unknown', true],
  ['submitted', true],
  ['running', true],
  ['done', false],
  ['refused', false],
  ['lost', false],
])('%s is looked at: %s', (state, active) => {
  expect(isActive(state)).toBe(active)
})
