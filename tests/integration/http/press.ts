import { randomUUID } from 'node:crypto'
import { formWith, locationOf, type PlainBrowser } from './plain-browser'

/** A flow's form as the browser has it: sent again, it is the same press. */
export interface PressForm {
  readonly slug: string
  readonly form: FormData
}

/** The page with the button, not pressed yet. */
export async function openFlow(browser: PlainBrowser, slug: string): Promise<PressForm> {
  const page = await (await browser.get(`/flows/${slug}`)).text()
  const form = formWith(page, 'name="clientKey"')
  form.set('clientKey', randomUUID())
  return { slug, form }
}

/** Answers the run's id. @throws TypeError when the portal dies meanwhile */
export async function sendForm(browser: PlainBrowser, { slug, form }: PressForm): Promise<string> {
  const answer = await browser.post(`/flows/${slug}`, form)
  return locationOf(answer).pathname.replace('/runs/', '')
}

/** Opens the flow, fills in what is given and presses its button. */
export async function pressFlow(
  browser: PlainBrowser,
  slug: string,
  values: Readonly<Record<string, string>> = {},
): Promise<string> {
  const opened = await openFlow(browser, slug)
  for (const [name, value] of Object.entries(values)) opened.form.set(`p.${name}`, value)
  return sendForm(browser, opened)
}

/** What the page says of a run, as its title puts it. */
export async function statusOf(browser: PlainBrowser, runId: string): Promise<string> {
  await browser.get(`/api/runs/${runId}`) // a page that is open asks so, and is followed at the quick pace
  const page = await (await browser.get(`/runs/${runId}`)).text()
  return /<title>[^<]*: ([^<:]+?)( ·[^<]*)?<\/title>/.exec(page)?.[1] ?? ''
}
