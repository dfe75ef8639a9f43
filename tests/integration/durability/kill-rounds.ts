import { setTimeout as pause } from 'node:timers/promises'
import { expect } from 'vitest'
import { runStatus } from '@/lib/runs/run-status'
import { until } from '@/tests/support/until'
import type { KilledPortal, PersonsBrowser, Press } from './killed-portal'

const SLUG = 'ping-lakehouse'
const FOLLOWED_AT_ONCE = 4
/** Longer than it takes to see the call and kill the portal. */
const HANGING_MS = 4_000
const RIGHT_WITHIN_MS = 30_000

export interface People {
  /** Presses the runs that are followed when the portal dies. */
  readonly follower: PersonsBrowser
  readonly presser: PersonsBrowser
}

/**
 * One SIGKILL with four presses between the button and the answer of run-now, and four runs being followed; then a
 * restart. Answers how many ms after it was ready the portal knew all of them right, with nobody pressing anything again.
 */
export async function killRound(portal: KilledPortal, people: People, round: number): Promise<number> {
  const before = await tokensAtDatabricks(portal)
  const followed: string[] = []
  for (let run = 0; run < FOLLOWED_AT_ONCE; run += 1) {
    followed.push(await portal.send(await portal.open(people.follower, SLUG)))
  }
  const waiting = await pressAll(portal, people.presser, round)
  await portal.cut()
  await Promise.all(waiting.map(({ ended }) => ended))
  await Promise.all([portal.databricks.clearFaults(), portal.entra.clearFaults()])
  await portal.restart()
  const ready = performance.now()

  const surely = followed.length + waiting.filter(({ isKept }) => isKept).length
  const started = await until(
    async () => (await tokensAtDatabricks(portal)).filter((token) => !before.includes(token)),
    (tokens) => tokens.length >= surely,
  )
  const browserOf = new Map(waiting.map(({ press }) => [press.browser.upn, press.browser]))
  browserOf.set(people.follower.upn, people.follower)
  for (const runId of started) await untilRight(portal, browserOf, runId)
  const rightAfter = performance.now() - ready
  expect(rightAfter).toBeLessThan(RIGHT_WITHIN_MS)

  // The browser offers to send a form again whose answer never came: it is the same press.
  const ids = await Promise.all(waiting.map(({ press }) => portal.send(press)))
  expect(new Set(ids).size).toBe(waiting.length)
  expect([...followed, ...ids]).toEqual(expect.arrayContaining(started))
  await until(
    () => tokensAtDatabricks(portal),
    (tokens) => tokens.length === before.length + followed.length + waiting.length,
  )
  return rightAfter
}

interface Waiting {
  readonly press: Press
  /** The portal answered, or died. */
  readonly ended: Promise<unknown>
  /** Whether the press is certain to be kept: then nothing but the portal itself has to start it. */
  readonly isKept: boolean
}

/** Four presses, each at another moment between the button and the answer of run-now. */
async function pressAll(portal: KilledPortal, presser: PersonsBrowser, round: number): Promise<Waiting[]> {
  const press = async (browser: PersonsBrowser, isKept: boolean): Promise<Waiting> => {
    const opened = await portal.open(browser, SLUG)
    return { press: opened, ended: Promise.allSettled([portal.send(opened)]), isKept }
  }
  // A call hangs and takes effect after the portal's death; another one is lost on the way.
  const called = async (drop?: 'before') => {
    const sequence = await portal.lastSequence()
    await portal.delayRunNow(HANGING_MS, drop)
    const waiting = await press(presser, true)
    await portal.untilCalled(sequence)
    return waiting
  }
  // No call yet: the token is being renewed.
  const uncalled = async () => {
    const hung = await portal.hangTokenOf('user2@contoso.example', HANGING_MS)
    const waiting = await press(hung.browser, true)
    await hung.untilAsked()
    return waiting
  }
  const first = [await uncalled(), await called(), await called('before')]
  // And one anywhere between the button and the answer, perhaps before it is kept.
  const last = await press(presser, false)
  await pause(round * 9)
  return [...first, last]
}

async function tokensAtDatabricks(portal: KilledPortal): Promise<string[]> {
  const tokens = (await portal.databricks.runs()).map(({ idempotency_token }) => String(idempotency_token))
  expect(new Set(tokens).size).toBe(tokens.length)
  return tokens
}

/** Until the page of the run says to its person what the workspace says. */
async function untilRight(portal: KilledPortal, browsers: ReadonlyMap<string, PersonsBrowser>, runId: string) {
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
