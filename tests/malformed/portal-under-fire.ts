import { readFileSync } from 'node:fs'
import { encode } from 'next-auth/jwt'
import { PlainBrowser } from '../integration/http/plain-browser.ts'
import { pressFlow, statusOf } from '../integration/http/press.ts'
import { controlDatabricks, controlEntra } from '../support/emulator-control.ts'
import { restoreTimes, timeTasks } from '../support/sample-jobs.ts'
import type { Stack } from '../support/stack.ts'
import { until } from '../support/until.ts'
import { barrage, type Told } from './barrage.ts'
import { type Surface, surfacesOf } from './surfaces.ts'

interface Fire {
  readonly seed: number
  readonly first: number
  readonly count: number
  /** One surface alone, by its name. */
  readonly only?: string | undefined
}

const FLOWS = ['ping-lakehouse', 'refresh-sales'] as const

/**
 * Throws malformed requests at every surface of a portal, one surface after another, as nobody and as somebody who is
 * signed in. `tell` hears of each as it ends.
 */
export async function throwMalformed(stack: Stack, fire: Fire, tell: (told: Told) => void): Promise<Told[]> {
  const browser = new PlainBrowser(stack.portalUrl)
  await browser.signIn('admin@contoso.example')
  const sender = {
    host: new URL(stack.portalUrl).host,
    origin: stack.portalUrl,
    good: browser.cookieHeader,
    foreign: await foreignCookie(),
  }
  const runId = await endedRun(stack, browser)
  const known = new Set(await callsUpstream(stack))
  const errors = errorsLogged(stack)
  const told: Told[] = []
  for (const surface of surfacesOf(runId)) {
    if (fire.only !== undefined && fire.only !== surface.name) continue
    const seen = await barrage(surface, sender, fire)
    const logged = errorsLogged(stack)
      .slice(errors.length)
      .map((line) => `An error is in the log: ${line}`)
    errors.push(...logged)
    const complaints = [...seen.complaints, ...logged, ...(await complaintsAfter(stack, browser, surface, known))]
    told.push({ ...seen, complaints })
    tell({ ...seen, complaints })
  }
  return told
}

/** A cookie of the right form, sealed with another portal's secret. */
async function foreignCookie(): Promise<string> {
  const value = await encode({ token: { sid: 'x'.repeat(43) }, secret: 'of another portal, as long as it has to be' })
  return `next-auth.session-token=${value}`
}

/** One that nobody has to follow any more. What the pages of flows have to ask the workspace is asked by now, too. */
async function endedRun({ databricksUrl }: Stack, browser: PlainBrowser): Promise<string> {
  const databricks = controlDatabricks(databricksUrl)
  for (const slug of FLOWS) await browser.get(`/flows/${slug}`)
  await timeTasks(databricks, FLOWS[0], 100)
  const runId = await pressFlow(browser, FLOWS[0])
  await until(
    () => statusOf(browser, runId),
    (status) => status === 'Succeeded',
  )
  await restoreTimes(databricks, FLOWS[0])
  return runId
}

/** Errors of the portal's own: whoever sends nonsense calls nobody out of bed. What Next prints of it is left out. */
function errorsLogged({ logFile }: Stack): string[] {
  const lines = readFileSync(logFile, 'utf8').split('\n')
  return lines.filter((line) => line.includes('"level":"error"') && !line.includes('"event":"output"'))
}

async function callsUpstream({ databricksUrl, entraUrl }: Stack): Promise<string[]> {
  const [databricks, entra] = [controlDatabricks(databricksUrl), controlEntra(entraUrl)]
  const calls = [...(await databricks.requests()), ...(await entra.requests())]
  return calls.map(({ method, path, time }) => `${method} ${path} at ${time}`)
}

/**
 * What shows the workspace asks it at each view, and of what is thrown at a page, or at an action that is posted to it, some
 * is harmless: then it may be read, and nothing more.
 */
const SHOWS_WORKSPACE: ReadonlySet<string> = new Set([
  'page /workspace',
  'page /make/flows/new',
  'page /make/flows/[slug]',
  'page /make/flows/[slug]/test',
  'page /make/flows/[slug]/step',
  'page /flows/[slug]',
  'page /flows/[slug]/job-runs',
  'page /make/connectors/[slug]/test',
  ...['action beginFlowAction', 'action beginStatementAction', 'action addStepAction'],
  ...['action runFlowAction', 'action checkAgainAction', 'action testOperationAction'],
])
const READ = /^GET \/api\/2\.[0-9]\//

/** Whoever stays signed in has their roles read anew when half the time is over for which they are good (LAKEPORT_ROLES_GOOD_MINUTES). */
const ROLES_READ_EVERY_MS = 30 * 60_000
const TOKEN_ASKED = /^POST .*\/oauth2\/v2\.0\/token at (.*)$/

function isRenewal(call: string, known: ReadonlySet<string>): boolean {
  const [at, ...others] = [call, ...known].flatMap((one) => Date.parse(TOKEN_ASKED.exec(one)?.[1] ?? '') || [])
  return (
    TOKEN_ASKED.test(call) &&
    at !== undefined &&
    others.every((other) => other === at || at - other >= ROLES_READ_EVERY_MS)
  )
}

/** The portal is as it was: ready, with its session, and it has asked nobody for anything that it has no reason to. */
async function complaintsAfter(
  stack: Stack,
  browser: PlainBrowser,
  { name }: Surface,
  known: Set<string>,
): Promise<string[]> {
  const fresh = (await callsUpstream(stack)).filter((call) => !known.has(call))
  for (const call of fresh) known.add(call)
  const calls = fresh.filter((call) => !(SHOWS_WORKSPACE.has(name) && READ.test(call)) && !isRenewal(call, known))
  const ready = (await browser.get('/api/health/ready')).status
  const runs = (await browser.get('/api/runs')).status
  return [
    ...calls.map((call) => `It went upstream: ${call}`),
    ...(ready === 200 ? [] : [`The portal is not ready: ${ready}`]),
    ...(runs === 200 ? [] : [`The session that was signed in is not: ${runs}`]),
  ]
}
