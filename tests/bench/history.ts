import { readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { PlainBrowser } from '../integration/http/plain-browser.ts'
import { hasPostgres, startPostgres } from '../support/postgres.ts'
import { type Stack, startStack } from '../support/stack.ts'
import { percentile, timings } from './percentile.ts'

const SIZES = [10_000, 1_000_000] as const
const TIMES = { warmUp: 10, measured: 60 }
const LOOK_EVERY_MS = 50

/** What `tests/support/seed-runs.ts` has: words and things that are frequent, rare, or not there. */
const LISTS: Readonly<Record<string, string>> = {
  history: 'status=Failed&flow=flow-7&q=report',
  historyNewest: '',
  historyRareFlow: 'flow=flow-40',
  historyRareStatus: 'status=Unknown',
  historyLongRuns: 'atLeast=5h',
  historyNothingFits: 'status=Cancelled&trigger=test&atLeast=5h&person=person77',
  searchFrequentWord: 'q=sales',
  searchRareWord: 'q=zanzibar',
  searchUnknownWord: 'q=xylophone',
  searchWordsNeverTogether: 'q=sales+stock',
  searchErrorText: 'error=table+view',
}

/**
 * All runs with 10,000 and with 1,000,000 of them, five tasks each, on both stores: lists as the server sends them, from the
 * request to the last byte, the same runs in figures, and a file of a tenth of all runs.
 */
export async function benchHistory(): Promise<Record<string, unknown>> {
  const postgres = hasPostgres() ? await startPostgres() : undefined
  try {
    const onServer = postgres && (await measureStore(await postgres.createDatabase()))
    return { ...(onServer && { postgresql: onServer }), embedded: await measureStore(undefined) }
  } finally {
    await postgres?.stop()
  }
}

async function measureStore(databaseUrl: string | undefined): Promise<Record<string, number>> {
  const stack = await startStack({ ...(databaseUrl && { databaseUrl }) })
  try {
    const admin = new PlainBrowser(stack.portalUrl)
    await admin.signIn('admin@contoso.example')
    const results: Record<string, number> = {}
    let before = 0
    for (const size of SIZES) {
      const began = performance.now()
      await stack.runBetween('tests/bench/seed.ts', String(size), String(before))
      before = size
      const name = size === 1_000_000 ? '1M' : '10k'
      console.error(`${databaseUrl ? 'PostgreSQL' : 'embedded'}: ${name} runs, seeded in ${seconds(began)} s`)
      for (const [what, query] of Object.entries(LISTS))
        results[`${what}P95MsAt${name}`] = await p95(admin, `/admin/runs?${query}`)
      for (const days of [30, 180]) {
        results[`figuresOf${days}DaysP95MsAt${name}`] = await p95(admin, `/admin/runs/figures?days=${days}`)
      }
      results[`storagePageP95MsAt${name}`] = await p95(admin, '/admin/settings?part=storage')
      results[`historyDeepP95MsAt${name}`] = await p95(
        admin,
        `/admin/runs?${LISTS.history}&${await deepPlace(admin, size)}`,
      )
      Object.assign(results, await exported(stack, admin, name))
    }
    return results
  } finally {
    await stack.close()
  }
}

async function p95(browser: PlainBrowser, path: string): Promise<number> {
  return percentile(await timings(TIMES, async () => void (await textOf(browser, path))), 0.95)
}

async function textOf(browser: PlainBrowser, path: string): Promise<string> {
  const answer = await browser.get(path)
  if (answer.status !== 200) throw new Error(`${path} answered ${answer.status}`)
  return answer.text()
}

/** Behind nine tenths of all runs: they came every thirty seconds. */
async function deepPlace(browser: PlainBrowser, size: number): Promise<string> {
  const day = new Date(Date.now() - size * 0.9 * 30_000).toISOString().slice(0, 10)
  const markup = await textOf(browser, `/admin/runs?to=${day}`)
  const [, place] = /[?&;](after=[0-9a-z]+\.[0-9a-f-]{36})/.exec(markup) ?? []
  if (!place) throw new Error('There is no page behind this day')
  return place
}

/** Every tenth run is of one person: 100,000 of a million. */
async function exported(stack: Stack, browser: PlainBrowser, name: string): Promise<Record<string, number>> {
  const restMb = residentMb(stack.portal.pid)
  const peak = watchMemory(stack.portal.pid)
  const began = performance.now()
  const answer = await browser.get('/api/runs/export?format=csv&all=1&person=person1@contoso.example')
  if (answer.status !== 200) throw new Error(`The export answered ${answer.status}`)
  let [lines, bytes] = [0, 0]
  for await (const part of answer.body ?? []) {
    bytes += part.length
    for (const byte of part) if (byte === 10) lines += 1
  }
  return {
    [`exportRowsAt${name}`]: lines - 1,
    [`exportMbAt${name}`]: Math.round(bytes / 100_000) / 10,
    [`exportSecondsAt${name}`]: seconds(began),
    [`exportMemoryAtRestMbAt${name}`]: restMb,
    [`exportMemoryPeakMbAt${name}`]: await peak(),
  }
}

/** Answers, when it is called, the most that was seen since. */
function watchMemory(pid: number): () => Promise<number> {
  let [most, isOver] = [0, false]
  const watching = (async () => {
    while (!isOver) {
      most = Math.max(most, residentMb(pid))
      await pause(LOOK_EVERY_MS)
    }
    return most
  })()
  return () => {
    isOver = true
    return watching
  }
}

export function residentMb(pid: number): number {
  const [, kilobytes] = readFileSync(`/proc/${pid}/status`, 'utf8').match(/^VmRSS:\s+(\d+) kB/m) ?? []
  return Math.round(Number(kilobytes) / 1024)
}

function seconds(began: number): number {
  return Math.round((performance.now() - began) / 100) / 10
}
