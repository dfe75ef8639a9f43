import { expect } from 'vitest'
import { runStatus } from '@/lib/runs/run-status'
import { until } from '@/tests/support/until'
import type { KilledPortal } from './killed-portal'
import type { Caught, People, Steps } from './steps'
import type { StoreHold } from './store-hold'

const RIGHT_WITHIN_MS = 30_000
export const PRESSES_A_ROUND = 6

export interface Round {
  /** The steps at which a press stood when the portal was killed. */
  readonly steps: readonly string[]
  /** Until the portal knew all of them right, with nobody pressing anything again; from its start, and from being ready. */
  readonly rightAfterStartMs: number
  readonly rightAfterReadyMs: number
}

/** One SIGKILL with a press at every step between the button and the stored end, then a restart. */
export async function killRound(
  { portal, people, steps, hold }: { portal: KilledPortal; people: People; steps: Steps; hold: StoreHold },
  round: number,
): Promise<Round> {
  const before = await tokensAtDatabricks(portal)
  const caught = await catchPresses(steps, round)
  const there = await Promise.all(caught.map(({ isThere }) => isThere()))
  await portal.cut()
  await Promise.all(caught.map(({ ended }) => ended))
  await Promise.all([portal.databricks.clearFaults(), portal.entra.clearFaults(), hold.release()])
  const began = performance.now()
  await portal.restart()
  const ready = performance.now()

  const started = await until(
    async () => (await tokensAtDatabricks(portal)).filter((token) => !before.includes(token)),
    (tokens) => tokens.length >= caught.filter(({ isKept }) => isKept).length,
  )
  const browserOf = new Map(caught.map(({ press }) => [press.browser.upn, press.browser]))
  for (const [upn, browser] of Object.values(people).map((browser) => [browser.upn, browser] as const)) {
    browserOf.set(upn, browser)
  }
  for (const runId of started) await untilRight(portal, browserOf, runId)
  const right = performance.now()
  expect(right - ready).toBeLessThan(RIGHT_WITHIN_MS)

  // The browser offers to send a form again whose answer never came: it is the same press.
  const ids = await Promise.all(caught.map(({ press }) => portal.send(press)))
  expect(new Set(ids).size).toBe(caught.length)
  expect(ids).toEqual(expect.arrayContaining(started))
  await until(
    () => tokensAtDatabricks(portal),
    (tokens) => tokens.length === before.length + caught.length,
  )
  return {
    steps: caught.filter((_, index) => there[index]).map(({ step }) => step),
    rightAfterStartMs: right - began,
    rightAfterReadyMs: right - ready,
  }
}

/** The last one may stop the whole portal, so that nothing else can be brought anywhere after it. */
async function catchPresses(steps: Steps, round: number): Promise<Caught[]> {
  const prepareLast = [
    () => steps.answeredAndNotStored(),
    () => steps.endedAndNotStored(),
    () => steps.anywhere((round * 9) % 200),
  ][round % 3]
  const first = [
    await steps.followed(),
    await steps.calledAndLate(),
    await steps.calledAndLost(),
    await steps.startedAndUnanswered(),
  ]
  const last = await prepareLast?.()
  // Its sign-in gets a token that has to be renewed at once, by whoever comes first.
  const uncalled = await steps.keptAndNotCalled()
  const caught = await Promise.all([...first, uncalled].map((bring) => bring()))
  return last ? [...caught, await last()] : caught
}

/** No token twice: that would be two runs for one press. */
async function tokensAtDatabricks(portal: KilledPortal): Promise<string[]> {
  const tokens = (await portal.databricks.runs()).map(({ idempotency_token }) => String(idempotency_token))
  expect(new Set(tokens).size).toBe(tokens.length)
  return tokens
}

/** Until the page of the run says to its person what the workspace says. */
async function untilRight(
  portal: KilledPortal,
  browsers: ReadonlyMap<string, Caught['press']['browser']>,
  runId: string,
) {
  await until(
    async () => {
      const run = (await portal.databricks.runs()).find(({ idempotency_token }) => idempotency_token === runId)
      const browser = browsers.get(String(run?.creator_user_name))
      return { shown: browser && (await portal.statusOf(browser, runId)), real: wordFor(run?.status) }
    },
    ({ shown, real }) => shown === real,
  )
}

function wordFor(status: unknown): string {
  const { state, termination_details } = status as { state?: string; termination_details?: { code?: string } }
  return runStatus({ status: { state, terminationDetails: termination_details } })
}
