import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { StackOptions } from '@/tests/support/stack'
import { killRound, PRESSES_A_ROUND, type Round } from './kill-rounds'
import { KilledPortal } from './killed-portal'
import { type People, Steps } from './steps'
import type { StoreHold } from './store-hold'

/** `npm run test:kills` asks for many; a few are enough for every day. */
const ROUNDS = Number(process.env.KILL_ROUNDS ?? 4)
const START_MS = 600_000
const ROUND_MS = 240_000

interface Killed {
  readonly portal: KilledPortal
  readonly people: People
  readonly steps: Steps
  readonly hold: StoreHold
}

/** A portal that is killed again and again. `prepare` may put into its database what stops it; the portal is down then. */
export function describeKills(
  store: string,
  options: () => Promise<StackOptions>,
  prepare: (settings: Readonly<Record<string, string>>) => Promise<StoreHold>,
): void {
  describe(`a portal on ${store} that is killed at every step`, () => {
    let killed: Killed | undefined
    beforeAll(async () => {
      killed = await start(await options(), prepare)
    }, START_MS)
    afterAll(async () => {
      await killed?.hold.close()
      await killed?.portal.stack.close()
    }, START_MS)

    it('loses no run, doubles none, and is right within 30 s (RUN-1, RUN-2, RUN-5)', {
      timeout: START_MS + ROUNDS * ROUND_MS,
    }, async () => {
      if (!killed) throw new Error('The portal has not started')
      const rounds: Round[] = []
      for (let round = 0; round < ROUNDS; round += 1) rounds.push(await killRound(killed, round))
      const pressed = ROUNDS * PRESSES_A_ROUND
      const tokens = (await killed.portal.databricks.runs()).map(({ idempotency_token }) => idempotency_token)
      const lost = pressed - new Set(tokens).size
      const doubled = tokens.length - new Set(tokens).size
      console.info(JSON.stringify({ store, pressed, lost, doubled, ...summary(rounds) }))
      expect([lost, doubled]).toEqual([0, 0])
    })
  })
}

async function start(
  options: StackOptions,
  prepare: (settings: Readonly<Record<string, string>>) => Promise<StoreHold>,
): Promise<Killed> {
  const portal = await KilledPortal.start(options)
  const people = {
    maker: await portal.signIn('maker@contoso.example'),
    user: await portal.signIn('user@contoso.example'),
    admin: await portal.signIn('admin@contoso.example'),
  }
  await portal.cut()
  const hold = await prepare(portal.stack.env)
  await portal.restart()
  return { portal, people, hold, steps: new Steps(portal, people, hold) }
}

function summary(rounds: readonly Round[]) {
  const steps = rounds.flatMap((round) => round.steps)
  const caught = Object.fromEntries(
    [...new Set(steps)].sort().map((step) => [step, steps.filter((other) => other === step).length]),
  )
  const worst = (times: readonly number[]) => Math.round(Math.max(...times))
  return {
    kills: rounds.length,
    trials: steps.length,
    caught,
    slowestRightAfterStartMs: worst(rounds.map(({ rightAfterStartMs }) => rightAfterStartMs)),
    slowestRightAfterReadyMs: worst(rounds.map(({ rightAfterReadyMs }) => rightAfterReadyMs)),
  }
}
