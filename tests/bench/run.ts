/**
 * `npm run bench [-- --history=100000]`: measures on this machine and prints one JSON object; progress goes to stderr.
 * `npm run bench -- --part=history`: histories of a million runs on both stores, which take a quarter of an hour to make.
 */
import { chromium, type Page } from 'playwright/test'
import { ensureBuilt } from '../../.ci/bootstrap.mjs'
import { Children } from '../../.ci/children.mjs'
import { ensureChromium } from '../support/chromium.mjs'
import { emptyPageBytes } from '../support/empty-page.ts'
import { linkedPaths, scriptBytes, signIn } from '../support/portal-pages.ts'
import { hasPostgres, startPostgres } from '../support/postgres.ts'
import { pressFlow } from '../support/run-pages.ts'
import { type Stack, startStack } from '../support/stack.ts'
import { benchHistory, residentMb } from './history.ts'
import { percentile, timings } from './percentile.ts'
import { bareProxyPresses, FLOW, portalPresses } from './press.ts'
import { statusDelays } from './status-delay.ts'

const SMALL_HISTORY = 100
const HISTORY = '/admin/runs?status=Failed&flow=refresh-sales&q=sales'

const children = new Children()
const historySize = Number(process.argv.find((arg) => arg.startsWith('--history='))?.slice(10) ?? 10_000)

await ensureBuilt(children)
if (process.argv.includes('--part=history')) {
  console.log(JSON.stringify(await benchHistory(), null, 2))
  process.exit(0)
}
const executablePath = await ensureChromium(children)
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', '--disable-quic'] })
const postgres = hasPostgres() ? await startPostgres() : undefined
try {
  const databaseUrl = await postgres?.createDatabase()
  const stack = await startStack(databaseUrl ? { databaseUrl } : {})
  try {
    const results = await measure(stack, await signedIn(stack, 'user'), await signedIn(stack, 'admin'))
    console.log(JSON.stringify({ store: postgres ? 'postgresql' : 'embedded', ...results }, null, 2))
  } finally {
    await stack.close()
  }
} finally {
  await browser.close()
  await postgres?.stop()
}

async function signedIn(stack: Stack, name: string): Promise<Page> {
  const page = await (await browser.newContext({ baseURL: stack.portalUrl })).newPage()
  await signIn(page, `${name}@contoso.example`)
  return page
}

async function measure(stack: Stack, user: Page, admin: Page) {
  const memoryAtRestMb = residentMb(stack.portal.pid)
  const delays = await step('runs that end while watched', () => statusDelays(user, stack))
  const weights = await step('weight of the pages', () => pageWeights(admin))
  const presses = await step('presses', () => portalPresses(user, stack))
  const bare = await step('presses at a bare proxy', () => bareProxyPresses(stack))
  return {
    memoryAtRestMb,
    triggerP50Ms: percentile(presses, 0.5),
    triggerP95Ms: percentile(presses, 0.95),
    triggerP50MsBareProxy: percentile(bare, 0.5),
    triggerP95MsBareProxy: percentile(bare, 0.95),
    statusDelayP50Ms: percentile(delays, 0.5),
    statusDelayP95Ms: percentile(delays, 0.95),
    ...weights,
    ...(await step('history', () => history(stack, admin))),
  }
}

async function pageWeights(admin: Page) {
  const paths = ['/sign-in?prompt=login', ...(await linkedPaths(admin)), `/flows/${FLOW}`]
  const weights = new Map<string, number>()
  for (const path of paths) weights.set(path.replace(/\?.*/, ''), await scriptBytes(admin, path))
  weights.set('/runs/{id}', await scriptBytes(admin, `/runs/${await pressFlow(admin, FLOW)}`))
  return { firstLoadJsGzipBytes: Object.fromEntries(weights), firstLoadJsGzipBytesEmptyPage: await emptyPageBytes() }
}

/** The first page of everybody's runs behind three filters, as the server sends it. */
async function history(stack: Stack, admin: Page): Promise<Record<string, number>> {
  await stack.addHistory(SMALL_HISTORY)
  const small = await historyP95(admin)
  await stack.addHistory(historySize)
  return {
    [`historyP95MsAt${short(historySize)}`]: await historyP95(admin),
    [`historyP95MsAt${SMALL_HISTORY}`]: small,
  }
}

async function historyP95(page: Page): Promise<number> {
  const read = async () => void (await (await page.request.get(HISTORY)).body())
  return percentile(await timings({ warmUp: 10, measured: 60 }, read), 0.95)
}

async function step<T>(name: string, work: () => Promise<T>): Promise<T> {
  console.error(`measuring: ${name}`)
  return work()
}

function short(count: number): string {
  if (count % 1_000_000 === 0) return `${count / 1_000_000}M`
  return count % 1_000 === 0 ? `${count / 1_000}k` : String(count)
}
