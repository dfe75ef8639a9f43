import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { until } from '../../support/until'
import { formWith, locationOf, type PlainBrowser } from './plain-browser'
import { type PortalOfTest, portalOfTest } from './portal-of-test'

const PRESSES = 6
const OPEN = 3
const REQUESTS = 60
const SIGN_INS = 8
const HTML = { accept: 'text/html' }
const LONG_MS = 120_000

const portal = portalOfTest(() => ({
  env: {
    LAKEPORT_PRESSES_PER_MINUTE: String(PRESSES),
    LAKEPORT_OPEN_PRESSES: String(OPEN),
    LAKEPORT_REQUESTS_PER_MINUTE: String(REQUESTS),
    LAKEPORT_SIGN_INS_PER_MINUTE: String(SIGN_INS),
  },
}))

async function signedIn(name: string): Promise<PlainBrowser> {
  const browser = portal().open()
  await browser.signIn(`${name}@contoso.example`)
  return browser
}

async function newPerson(name: string): Promise<PlainBrowser> {
  const { entra, databricks } = portal()
  await databricks.addMember(`${name}@contoso.example`, await entra.addUser(`${name}@contoso.example`))
  return signedIn(name)
}

async function formOf(browser: PlainBrowser, slug: string): Promise<FormData> {
  return formWith(await (await browser.get(`/flows/${slug}`)).text(), 'name="clientKey"')
}

function press(browser: PlainBrowser, slug: string, form: FormData, clientKey: string = randomUUID()) {
  form.set('clientKey', clientKey)
  return browser.post(`/flows/${slug}`, form)
}

function expectToWait(response: Response): void {
  expect(response.status).toBe(429)
  const seconds = Number(response.headers.get('retry-after'))
  expect(seconds).toBeGreaterThanOrEqual(1)
  expect(seconds).toBeLessThanOrEqual(121)
}

const started = async ({ databricks }: PortalOfTest) => (await databricks.runs()).length

const runNowsUnderWay = async () =>
  (await portal().databricks.requests()).filter(
    ({ path, status }) => path === '/api/2.2/jobs/run-now' && status === null,
  ).length

describe('whoever presses too often', () => {
  it('is told so with 429, that nothing was started, and nothing is (REL-6)', { timeout: LONG_MS }, async () => {
    const user = await signedIn('user')
    const form = await formOf(user, 'ping-lakehouse')
    const before = await started(portal())
    const keys: string[] = []
    for (let n = 0; n < PRESSES; n += 1) {
      keys.push(randomUUID())
      expect((await press(user, 'ping-lakehouse', form, keys[n])).status).toBe(303)
    }
    const refused = await press(user, 'ping-lakehouse', form)
    expectToWait(refused)
    expect(await refused.text()).toContain('Nothing was started.')
    expect(await started(portal())).toBe(before + PRESSES)

    // The same form once more is no further press: it leads to its run.
    expect((await press(user, 'ping-lakehouse', form, keys[0])).status).toBe(303)
    expect(await started(portal())).toBe(before + PRESSES)
    // And somebody else presses as if nothing were.
    const other = await signedIn('maker')
    expect((await press(other, 'ping-lakehouse', await formOf(other, 'ping-lakehouse'))).status).toBe(303)
  })

  it('finds everything in the form that was typed (REL-6)', { timeout: LONG_MS }, async () => {
    const user = await signedIn('user')
    const form = await formOf(user, 'rebuild-forecast')
    form.set('p.horizon_weeks', '17')
    const refused = await press(user, 'rebuild-forecast', form)
    expectToWait(refused)
    expect(await refused.text()).toMatch(
      /name="p\.horizon_weeks"[^>]*value="17"|value="17"[^>]*name="p\.horizon_weeks"/,
    )
  })

  it('of many presses at the same moment no more are kept than may wait (REL-6)', { timeout: LONG_MS }, async () => {
    const person = await newPerson('burst')
    const form = await formOf(person, 'ping-lakehouse')
    await portal().databricks.addFault({ match: 'POST /api/2.2/jobs/run-now', delayMs: 8_000, times: 0 })
    const pressed = await Promise.all(
      Array.from({ length: 10 }, () => {
        const own = new FormData()
        for (const [name, value] of form) own.set(name, value)
        return press(person, 'ping-lakehouse', own)
      }),
    )
    expect(pressed.filter(({ status }) => status === 303)).toHaveLength(OPEN)
    const refused = pressed.filter(({ status }) => status === 429)
    expect(refused).toHaveLength(10 - OPEN)
    expect(await refused[0]?.text()).toContain(`${OPEN} runs of yours are still waiting for Databricks.`)
    await portal().databricks.clearFaults()
    // Databricks has answered them: there is room again as soon as that is kept. Asking all the while would use up what one may
    // ask in a minute.
    await until(runNowsUnderWay, (calls) => calls === 0)
    await until(
      () => press(person, 'ping-lakehouse', form),
      ({ status }) => status === 303,
      ({ status }) => String(status),
    )
  })
})

describe('whoever asks too often', () => {
  it('gets words or JSON with 429, and others are served (REL-6)', { timeout: LONG_MS }, async () => {
    const person = await newPerson('flood')
    const form = await formOf(person, 'ping-lakehouse')
    const answers = await Promise.all(Array.from({ length: 2 * REQUESTS }, () => person.get('/api/runs')))
    const statuses = answers.map(({ status }) => status)
    expect(new Set(statuses)).toEqual(new Set([200, 429]))
    expect(statuses.filter((status) => status === 200).length).toBeLessThanOrEqual(REQUESTS)

    const json = await person.get('/api/runs')
    expectToWait(json)
    expect(await json.json()).toEqual({ code: 'too_many_requests' })
    const page = await person.get('/runs', HTML)
    expectToWait(page)
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(page.headers.get('cache-control')).toBe('private, no-store')
    expect(await page.text()).toContain('Nothing was started.')

    const before = await started(portal())
    const refused = await press(person, 'ping-lakehouse', form)
    expectToWait(refused)
    expect(await refused.text()).toContain('name="clientKey"') // the form is there still
    expect(await started(portal())).toBe(before)

    expect((await (await signedIn('admin')).get('/runs')).status).toBe(200)
  })
})

describe('whoever begins sign-ins and ends none', () => {
  it('gets 429 and words, while sign-ins that come to their end do not count (REL-6)', {
    timeout: LONG_MS,
  }, async () => {
    for (let n = 0; n < 2 * SIGN_INS; n += 1) {
      expect((await (await signedIn('user2')).get('/api/runs')).status).toBe(200)
    }
    const answers: Response[] = []
    for (let n = 0; n < SIGN_INS + 3; n += 1) answers.push(await portal().open().startSignIn())
    const begun = answers.filter(({ status }) => status === 302)
    expect(begun.length).toBeLessThanOrEqual(SIGN_INS)
    expect(locationOf(begun[0] ?? new Response()).origin).toBe(portal().stack.entraUrl)
    const refused = answers.at(-1) ?? new Response()
    expectToWait(refused)
    expect(await refused.json()).toEqual({ code: 'too_many_requests' })

    const words = await portal().open().post('/api/auth/signin/azure-ad', new URLSearchParams(), HTML)
    expectToWait(words)
    expect(await words.text()).toContain('Too many people sign in from your network at once.')
  })
})
