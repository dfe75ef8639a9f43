import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hasPostgres } from '../../support/postgres'
import { emptyPostgresUrl } from '../../support/stores'
import { until } from '../../support/until'
import { KilledPortal, type PersonsBrowser } from '../durability/killed-portal'
import { openSocket, type RawSocket } from './raw-socket'

const LONG_MS = 240_000
const LATEST_EXIT_MS = 25_000
const READY = 'GET /api/health/ready HTTP/1.1\r\nhost: localhost\r\n\r\n'

describe('a portal that is told to end', () => {
  let portal: KilledPortal
  let person: PersonsBrowser
  beforeAll(async () => {
    portal = await KilledPortal.start(hasPostgres() ? { databaseUrl: await emptyPostgresUrl() } : {})
    person = await portal.signIn('user@contoso.example')
  }, LONG_MS)
  afterAll(() => portal?.stack.close(), LONG_MS)

  const open = (text: string): Promise<RawSocket> => openSocket(portal.stack.portalUrl, text)

  /** SIGTERM: the exit, and how long it took. */
  async function end() {
    const began = performance.now()
    const exit = await portal.stack.portal.kill('SIGTERM')
    return { exit, ms: performance.now() - began }
  }

  it('ends at once where nothing is under way, whoever keeps a connection open (REL-8)', {
    timeout: LONG_MS,
  }, async () => {
    using idle = await open(READY)
    await idle.untilReceived('HTTP/1.1 200 ')
    using silent = await open('')
    using stream = await open(streamOf(person))
    await stream.untilReceived('retry: 2000')

    const { exit, ms } = await end()
    expect(exit).toEqual({ code: 0, signal: null })
    expect(ms).toBeLessThan(10_000)
    await Promise.all([idle.closed, silent.closed, stream.closed])
    await portal.stack.portal.restart()
  })

  it('is not ready at once, answers meanwhile, and ends within 25 s with half sent requests attached (REL-8)', {
    timeout: LONG_MS,
  }, async () => {
    using halfHead = await open('GET /runs HTTP/1.1\r\nhost: localhost\r\n')
    using dripping = await open('POST /api/auth/signout HTTP/1.1\r\nhost: localhost\r\ncontent-length: 99999\r\n\r\n')
    const drip = setInterval(() => dripping.send('a'), 200)
    using kept = await open(READY)
    await kept.untilReceived('HTTP/1.1 200 ')

    const ended = end().finally(() => clearInterval(drip))
    const answer = await until(
      () => statusOf(portal.stack.portalUrl),
      (status) => status !== 200,
    )
    expect(answer).toBe(503)
    using live = await open('GET /api/health/live HTTP/1.1\r\nhost: localhost\r\n\r\n')
    await live.untilReceived('HTTP/1.1 200 ')
    expect(live.received().toLowerCase()).toContain('\r\nconnection: close\r\n')

    const { exit, ms } = await ended
    expect(exit).toEqual({ code: 0, signal: null })
    expect(ms).toBeLessThan(LATEST_EXIT_MS)
    await Promise.all([halfHead.closed, dripping.closed, kept.closed])
    await portal.stack.portal.restart()
  })

  it('lets a run-now that is under way come to its end, and stores it (REL-8)', { timeout: LONG_MS }, async () => {
    const before = await portal.lastSequence()
    await portal.delayRunNow(6_000)
    const pressed = portal.send(await portal.open(person, 'ping-lakehouse'))
    const token = await portal.untilCalled(before)
    const { exit } = await end()
    expect(exit).toEqual({ code: 0, signal: null })
    expect(await pressed).toBe(token)

    await portal.stack.portal.restart()
    await until(
      () => portal.statusOf(person, token),
      (status) => status === 'Succeeded',
    )
    expect(await callsOf(portal, token)).toBe(1)
  })

  it('gives back a run-now that takes longer than the end may: the next process asks again at once (REL-8, RUN-5)', {
    timeout: LONG_MS,
  }, async () => {
    const before = await portal.lastSequence()
    await portal.delayRunNow(50_000)
    const pressed = portal.send(await portal.open(person, 'ping-lakehouse'))
    const token = await portal.untilCalled(before)
    expect(await pressed).toBe(token)
    const { exit, ms } = await end()
    expect(exit).toEqual({ code: 0, signal: null })
    expect(ms).toBeLessThan(LATEST_EXIT_MS)

    await portal.databricks.clearFaults()
    await portal.stack.portal.restart()
    const began = performance.now()
    await until(
      () => callsOf(portal, token),
      (calls) => calls === 2,
    )
    expect(performance.now() - began).toBeLessThan(LEASE_MS)
    await until(
      () => portal.statusOf(person, token),
      (status) => status === 'Succeeded',
    )
    expect(
      (await portal.databricks.runs()).filter(({ idempotency_token }) => idempotency_token === token),
    ).toHaveLength(1)
  })
})

/** What a lease that nobody gave back would have cost. */
const LEASE_MS = 15_000

function streamOf(person: PersonsBrowser): string {
  const cookie = [...person.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  return `GET /api/live?runs=mine HTTP/1.1\r\nhost: localhost\r\ncookie: ${cookie}\r\n\r\n`
}

async function statusOf(portalUrl: string): Promise<number> {
  return (await fetch(`${portalUrl}/api/health/ready`)).status
}

async function callsOf(portal: KilledPortal, token: string): Promise<number> {
  return (await portal.databricks.requests()).filter(({ idempotencyToken }) => idempotencyToken === token).length
}
