import type { Page } from 'playwright/test'
import { node24, ROOT, toolEnvironment } from '../../.ci/bootstrap.mjs'
import { Children } from '../../.ci/children.mjs'
import { freePorts } from '../support/free-ports.ts'
import { htmlOf } from '../support/portal-pages.ts'
import type { Stack } from '../support/stack.ts'
import { timings } from './percentile.ts'

/** A flow without inputs to fill, and the job behind it. */
export const FLOW = 'ping-lakehouse'
export const JOB_ID = '410000000000006'

const TIMES = { warmUp: 20, measured: 100 }

/** From the press to the answer that names the run, ms; what a browser without scripts would post. */
export async function portalPresses(page: Page, stack: Stack): Promise<number[]> {
  const fields = await formFields(page)
  const cookie = (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join('; ')
  return timings(TIMES, async () => {
    const body = new FormData()
    for (const [name, value] of fields) body.append(name, name === 'clientKey' ? crypto.randomUUID() : value)
    const headers = { cookie, origin: stack.portalUrl }
    await posted(`${stack.portalUrl}/flows/${FLOW}`, { headers, body })
  })
}

/** The same by a server that does nothing else. */
export async function bareProxyPresses(stack: Stack): Promise<number[]> {
  const children = new Children()
  const [port = 0] = await freePorts(1)
  const url = `http://127.0.0.1:${port}/`
  const args = ['--import', 'tsx', 'tests/bench/bare-proxy.ts', stack.databricksUrl, 'dapi-demo-user', JOB_ID]
  const proxy = children.start('bare proxy', node24(), [...args, String(port)], {
    cwd: ROOT,
    env: toolEnvironment({ NODE_ENV: 'production' }),
    logFile: stack.logFile,
  })
  try {
    await proxy.answers(url, 10_000)
    return await timings(TIMES, () => posted(url, { body: new FormData() }))
  } finally {
    await children.end()
  }
}

async function posted(url: string, { headers = {}, body }: { headers?: HeadersInit; body: FormData }): Promise<void> {
  const response = await fetch(url, { method: 'POST', redirect: 'manual', headers, body })
  const text = await response.text()
  if (response.status !== 303) throw new Error(`A press answered ${response.status}: ${text.slice(0, 200)}`)
}

/** Read in a browser, because only that knows what a form posts. */
async function formFields(page: Page): Promise<[string, string][]> {
  return page.evaluate(
    (html) => {
      const form = new DOMParser().parseFromString(html, 'text/html').querySelector('form:has([name=clientKey])')
      const entries = form instanceof HTMLFormElement ? [...new FormData(form).entries()] : []
      return entries.map(([name, value]): [string, string] => [name, String(value)])
    },
    await htmlOf(page, `/flows/${FLOW}`),
  )
}
