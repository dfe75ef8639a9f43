import { setTimeout as pause } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { run as words } from '@/lib/language/en/run'
import { until } from '@/tests/support/until'
import { locationOf, type PlainBrowser } from '../http/plain-browser'
import { openFlow, pressFlow, sendForm, statusOf } from '../http/press'
import type { ThreeProcesses } from './cluster-of-test'
import { openStream } from './event-stream'

const RUN_NOW = 'POST /api/2.2/jobs/run-now'
const GET = 'GET /api/2.2/jobs/runs/get'
const VIEWERS = 10
const STREAMS_OF_EACH = 10 // at each portal; one person may keep twenty
const LONG_MS = 120_000

/** What several processes must do as if they were one. */
export function sideBySide(cluster: () => ThreeProcesses): void {
  const signedIn = async (name = 'user'): Promise<PlainBrowser> => {
    const browser = cluster().open()
    await browser.signIn(`${name}@contoso.example`)
    return browser
  }
  /** Somebody who may look at everybody's runs. */
  const signedInViewer = async (name: string): Promise<PlainBrowser> => {
    const upn = `${name}@contoso.example`
    await cluster().entra.addUser(upn)
    await cluster().entra.patchUser(upn, { roles: ['Portal.Admin'] })
    return signedIn(name)
  }
  const lastSequence = async () => (await cluster().databricks.requests()).at(-1)?.sequence ?? 0
  /** The demo's longest job, at work. */
  const startLong = async (browser: PlainBrowser): Promise<string> => {
    const runId = await pressFlow(browser, 'rebuild-forecast', { horizon_weeks: '12' })
    await cluster().databricks.advanceClock(6_000)
    await until(
      () => statusOf(browser, runId),
      (status) => status === 'Running',
    )
    return runId
  }

  it('take a sign-in that begins at one and ends at the other, and both know the person (SES-1)', async () => {
    const first = cluster().at('first', cluster().open())
    const toEntra = await first.startSignIn({ login_hint: 'user@contoso.example' })
    const back = locationOf(await fetch(locationOf(toEntra), { redirect: 'manual' }))
    const second = cluster().at('second', first)
    expect((await second.get(`${back.pathname}${back.search}`)).status).toBe(302)
    for (const name of ['first', 'second'] as const) {
      expect((await cluster().at(name, second).get('/')).status).toBe(200)
    }
  })

  it('end a session in each of them when it ends in one, open streams too (SES-1)', async () => {
    const browser = await signedIn()
    const [first, second] = [cluster().at('first', browser), cluster().at('second', browser)]
    const bystander = await openStream(cluster().at('second', await signedIn()), '/api/live?runs=mine')
    const stream = await openStream(second, '/api/live?runs=mine')
    const began = performance.now()
    await first.post('/api/auth/signout', new URLSearchParams())
    expect((await second.get('/api/runs')).status).toBe(401)
    expect(locationOf(await second.get('/')).pathname).toBe('/sign-in')
    await stream.ended
    const endedAfterMs = performance.now() - began
    console.info(`the stream ended ${Math.round(endedAfterMs)} ms after the sign-out`)
    expect(endedAfterMs).toBeLessThan(5_000) // it was told; by itself it asks again every eight seconds
    // Another session of the same person goes on.
    const other = await Promise.race([bystander.ended.then(() => 'ended'), pause(200, 'open')])
    expect(other).toBe('open')
    await bystander.close()
  })

  it('show at one what was pressed at the other, as soon as whoever follows it stores it', async () => {
    const browser = await signedIn()
    const [first, second] = [cluster().at('first', browser), cluster().at('second', browser)]
    const runId = await startLong(first)
    const stream = await openStream(second, `/api/live?run=${runId}`)
    await cluster().databricks.advanceClock(600_000)
    const ended = performance.now()
    await until(
      async () => stream.heard,
      (heard) => heard.includes(runId),
    )
    await until(
      () => statusOf(second, runId),
      (status) => status === 'Succeeded',
    )
    console.info(`the end was on the other portal's page after ${Math.round(performance.now() - ended)} ms`)
    await stream.close()
  })

  it('make one press of the same form, sent to both at once (RUN-3)', async () => {
    const browser = await signedIn()
    const before = (await cluster().databricks.runs()).length
    const form = await openFlow(browser, 'ping-lakehouse')
    const sent = Array.from({ length: 8 }, (_, index) =>
      sendForm(cluster().at(index % 2 === 0 ? 'first' : 'second', browser), form),
    )
    expect(new Set(await Promise.all(sent)).size).toBe(1)
    expect(await cluster().databricks.runs()).toHaveLength(before + 1)
  })

  it('find a run whose answer was lost at a portal without loops, and each page names it (RUN-2, RUN-6)', async () => {
    const browser = await signedIn('maker')
    await cluster().databricks.addFault({
      match: RUN_NOW,
      user: 'maker@contoso.example',
      afterHandler: true,
      status: 503,
    })
    const runId = await pressFlow(cluster().at('second', browser), 'ping-lakehouse')
    const started = (await cluster().databricks.runs()).filter((run) => run.idempotency_token === runId)
    expect(started).toHaveLength(1)
    for (const name of ['first', 'second'] as const) {
      await until(
        async () => (await cluster().at(name, browser).get(`/runs/${runId}`)).text(),
        (page) => page.includes(String(started[0]?.run_id)),
        () => `the page of ${name} without the run's id`,
      )
    }
    expect((await cluster().databricks.runs()).filter((run) => run.idempotency_token === runId)).toEqual([
      expect.objectContaining({ run_id: started[0]?.run_id }),
    ])
  })

  it('say of a press whose run was deleted that nobody can tell, and start no second one (RUN-7)', async () => {
    const { databricks } = cluster()
    const browser = await signedIn('admin')
    const fault = { match: RUN_NOW, user: 'admin@contoso.example', status: 503 }
    await databricks.addFault({ ...fault, afterHandler: true })
    await databricks.addFault({ ...fault, times: 2 }) // so that the run has ended and is gone when it is asked about
    const runId = await pressFlow(browser, 'ping-lakehouse')
    await databricks.advanceClock(60_000)
    const mine = async () => (await databricks.runs()).filter((run) => run.idempotency_token === runId)
    const [started] = await mine()
    const deleted = await fetch(`${databricks.url}/api/2.2/jobs/runs/delete`, {
      method: 'POST',
      headers: { authorization: 'Bearer dapi-demo-admin', 'content-type': 'application/json' },
      body: JSON.stringify({ run_id: Number(started?.run_id) }),
    })
    expect(deleted.status).toBe(200)
    const page = async () => (await browser.get(`/runs/${runId}`)).text()
    await until(
      page,
      (text) => text.includes(words.neverKnown),
      () => 'a page without the words',
    )
    expect(await statusOf(browser, runId)).toBe('Unknown')
    expect(await mine()).toEqual([])
  })

  it(
    'ask the workspace about a run as often for two hundred viewers as for one (REL-5)',
    async () => {
      const runId = await startLong(await signedIn())
      const viewers = await Promise.all(
        Array.from({ length: VIEWERS }, (_, index) => signedInViewer(`viewer-${index}`)),
      )
      const streams = await Promise.all(
        (['first', 'second'] as const)
          .flatMap((name) => viewers.map((viewer) => cluster().at(name, viewer)))
          .flatMap((browser) => Array.from({ length: STREAMS_OF_EACH }, () => browser))
          .map((browser) => openStream(browser, `/api/live?run=${runId}`)),
      )
      expect(streams).toHaveLength(200)
      const since = await lastSequence()
      const began = performance.now()
      const calls = await until(
        () => cluster().calls(GET, since),
        (made) => made.length >= 10,
      )
      const perSecond = (1_000 * calls.length) / (performance.now() - began)
      console.info(`${streams.length} viewers: ${perSecond.toFixed(2)} calls a second`)
      // Once a second, ±10 %; two pollers would make two.
      expect(perSecond).toBeLessThan(1.5)
      const gaps = calls.slice(1).map(({ time }, index) => Date.parse(time) - Date.parse(calls[index]?.time ?? ''))
      expect(Math.min(...gaps)).toBeGreaterThan(500)
      await Promise.all(streams.map((stream) => stream.close()))
    },
    LONG_MS,
  )
}
