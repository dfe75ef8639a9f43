import { beforeAll, expect, it } from 'vitest'
import { hasPostgres } from '../../support/postgres'
import type { PlainBrowser } from '../http/plain-browser'
import type { PortalOfTest } from '../http/portal-of-test'
import { type Ask, asking, PRESS_PAGE } from './asking'
import { ask as askDatabase, type Cast, type EndedRun, FLOW_OF_RUNS } from './cast'

/** Somebody of whom nothing is under way. */
const STRANGER = 'stranger@contoso.example'
const NONE: EndedRun = {
  id: '0193d0f2-6b1a-7c3e-9a40-2f6d8e1b5c77',
  number: '2000000000',
  taskKey: 'none',
  attempt: '1',
}

/** Each entry point that takes an id or a slug. */
const WAYS: readonly [what: string, (ask: Ask, run: EndedRun, slug: string) => Promise<Response>][] = [
  ['page /runs/[runId]', (ask, { id }) => ask.get(`/runs/${id}`)],
  ['page /runs/[runId] by number', (ask, { number }) => ask.get(`/runs/${number}`)],
  ['page /flows/[slug]', (ask, _run, slug) => ask.get(`/flows/${slug}`)],
  ['page /flows/[slug]/job-runs', (ask, _run, slug) => ask.get(`/flows/${slug}/job-runs`)],
  ['GET /api/runs/[runId]', (ask, { id }) => ask.get(`/api/runs/${id}`)],
  ['page /runs/[runId]/notebook', (ask, { id, attempt }) => ask.get(`/runs/${id}/notebook?attempt=${attempt}`)],
  [
    'GET /api/runs/[runId]/notebook',
    (ask, { id, attempt }) => ask.get(`/api/runs/${id}/notebook?attempt=${attempt}`),
  ],
  ['GET /api/runs/[runId]/output', (ask, { id }) => ask.get(`/api/runs/${id}/output?task=ping`)],
  ['GET /api/live', (ask, { id }) => ask.get(`/api/live?run=${id}`)],
  ['action cancelRunAction', (ask, { id }) => ask.act('cancelRunAction', `/runs/${id}`, { run: id })],
  ['action repairRunAction', (ask, { id }) => ask.act('repairRunAction', `/runs/${id}`, { run: id })],
  ['action addNoteAction', (ask, { id }) => ask.act('addNoteAction', `/runs/${id}`, { run: id, text: 'Seen.' })],
  ['page /runs/[runId]/support', (ask, { id }) => ask.get(`/runs/${id}/support`)],
  ['page /runs/compare', (ask, { id }) => ask.get(`/runs/compare?run=${id}`)],
  ['action favouriteAction', (ask, _run, slug) => ask.act('favouriteAction', '/', { star: slug })],
  ['action checkAgainAction', (ask, _run, slug) => ask.act('checkAgainAction', PRESS_PAGE, { flow: slug })],
  ['action runFlowAction', (ask, _run, slug) => ask.press(slug)],
  ['action runFlowAction that repeats a run', (ask, { id }) => ask.press(FLOW_OF_RUNS, id)],
]

/** What belongs to somebody else is answered, word for word, as what there is not. */
export function foreignTests(portal: () => PortalOfTest, cast: () => Cast): void {
  let browser: PlainBrowser
  beforeAll(async () => {
    await portal().databricks.addMember(STRANGER, await portal().entra.addUser(STRANGER))
    browser = portal().open()
    await browser.signIn(STRANGER)
    // The page of a flow asks the workspace, the first time, whose rights its job has.
    await (await browser.get(PRESS_PAGE)).text()
    expect(await calls()).toBe(1)
    await (await browser.get(PRESS_PAGE)).text()
    expect(await calls()).toBe(1)
  })

  it.each(WAYS)('%s: what is somebody else’s is as unknown as what there is not (AUTHZ-4)', async (_what, look) => {
    const { user } = cast().runs
    const theirs = await seen((ask) => look(ask, user, 'for-one'), user)
    const none = await seen((ask) => look(ask, NONE, 'for-none'), NONE)
    expect(theirs.answer).toEqual(none.answer)
    expect([theirs.calls, none.calls]).toEqual([0, 0])
    if (hasPostgres()) expect([theirs.refusals, none.refusals]).toEqual([1, 0])
  })

  /** What came back, without what is new for every answer, and what it cost. */
  async function seen(look: (ask: Ask) => Promise<Response>, run: EndedRun) {
    const [callsBefore, refusalsBefore] = [await calls(), await refusals()]
    const response = await look(asking(browser))
    const answer = {
      status: response.status,
      location: asIfNone(response.headers.get('location') ?? '', run),
      headers: [...response.headers.keys()].toSorted(),
      ...contentOf(withoutChance(asIfNone(await response.text(), run))),
    }
    return { answer, calls: (await calls()) - callsBefore, refusals: (await refusals()) - refusalsBefore }
  }

  async function calls(): Promise<number> {
    return (await portal().databricks.requests()).filter(({ upn }) => upn === STRANGER).length
  }

  /** The audit log can be asked where it stands apart. */
  async function refusals(): Promise<number> {
    if (!hasPostgres()) return 0
    const rows = await askDatabase<{ count: string }>(
      portal(),
      "select count(*) from audit where outcome = 'refused' and action <> 'refusals.left_out' and actor_name = $1",
      [STRANGER],
    )
    return Number(rows[0]?.count)
  }
}

/** The name of what was asked for stands in addresses, and may: the person has sent it. */
function asIfNone(text: string, { id, number, attempt }: EndedRun): string {
  return text
    .replaceAll(id, NONE.id)
    .replaceAll('for-one', 'for-none')
    .replaceAll(`attempt=${attempt}`, `attempt=${NONE.attempt}`)
    .replaceAll(new RegExp(`(?<=/runs/|"k\\\\":\\\\")${number}\\b`, 'g'), NONE.number)
}

/** What a person sees; and every text that the page brings for its scripts, whose order is not the same every time. */
function contentOf(text: string): { shown: string; sent: readonly string[] } {
  const sent = [...text.matchAll(/\\"((?:[^"\\]|\\\\.)*)\\"/g)].map(([, found = '']) => found)
  return {
    shown: text.replaceAll(/<script\b[\s\S]*?<\/script>/g, ''),
    sent: [...new Set(sent.filter((found) => !/^\$/.test(found)))].toSorted(),
  }
}

/** Nonces, keys of forms, and times. */
function withoutChance(text: string): string {
  return text
    .replaceAll(/nonce(=\\?"|\\?":\\?")[^"\\]+/g, 'nonce')
    .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/g, 'key')
    .replaceAll(/\b1[78]\d{11}\b/g, 'time')
}
