import { beforeAll, expect, it } from 'vitest'
import { pressFlow } from '../http/press'
import { type Cast, EVERYBODY, FLOW_OF_RUNS, type Owner, type Who } from './cast'

const MAY_PRESS: Readonly<Record<string, readonly Who[]>> = {
  'for-users': ['user', 'other user', 'maker', 'admin'],
  'for-makers': ['maker', 'admin'],
  'for-admins': ['admin'],
  'for-one': ['user'],
  'for-nobody': [],
}

const LISTS: readonly [path: string, Readonly<Record<Owner, readonly Who[]>>][] = [
  ['/', { user: ['user'], admin: ['admin'] }],
  ['/runs', { user: ['user'], admin: ['admin'] }],
  [`/flows/${FLOW_OF_RUNS}`, { user: ['user'], admin: ['admin'] }],
  ['/runs?user=user%40contoso.example&q=of-runs', { user: ['user'], admin: ['admin'] }],
  ['/admin/runs', { user: ['admin'], admin: ['admin'] }],
  ['/admin/runs?q=of-runs', { user: ['admin'], admin: ['admin'] }],
]

/** Lists hold what is the viewer's, and nothing else. */
export function contentTests(cast: () => Cast): void {
  const newest = { user: '', admin: '' }
  // A list may show a few only, so the run that is looked for is the newest.
  beforeAll(async () => {
    for (const owner of ['user', 'admin'] as const) {
      newest[owner] = await pressFlow(cast().browsers[owner], FLOW_OF_RUNS)
    }
  })

  it.each(Object.entries(MAY_PRESS))('Home shows %s to %j alone (AUTHZ-2, AUTHZ-5)', async (slug, who) => {
    expect(whoReads(await pages('/'), `/flows/${slug}"`)).toEqual(who)
  })

  it.each(LISTS)('%s shows nobody a run that is not for them: %j (AUTHZ-2, AUTHZ-7)', async (path, readers) => {
    const read = await pages(path)
    expect(whoReads(read, `/runs/${newest.user}`)).toEqual(readers.user)
    expect(whoReads(read, `/runs/${newest.admin}`)).toEqual(readers.admin)
  })

  it('what a job wrote is a page without rights, or a download (IO-9)', async () => {
    const { browsers, runs } = cast()
    const address = `/api/runs/${runs.user.id}/output?task=${runs.user.taskKey}`
    const shown = await browsers.user.get(`${address}&show=html`)
    expect(shown.headers.get('content-type')).toMatch(/^text\/html/)
    const policy = (shown.headers.get('content-security-policy') ?? '').split('; ')
    expect(policy).toEqual(expect.arrayContaining(['sandbox', "default-src 'none'", "form-action 'none'"]))
    const download = await browsers.user.get(address)
    expect(download.headers.get('content-type')).toMatch(/^text\/plain/)
    expect(download.headers.get('content-disposition')).toMatch(/^attachment;/)
  })

  it('the inputs of somebody else’s run begin no form, not even an Admin’s (AUTHZ-2, AUTHZ-7)', async () => {
    const repeats = 'name="resubmittedFrom"'
    expect(whoReads(await pages(`/flows/${FLOW_OF_RUNS}?from=${newest.user}`), repeats)).toEqual(['user'])
    expect(whoReads(await pages(`/flows/for-users?from=${newest.user}`), repeats)).toEqual([])
  })

  /** What everybody gets to see at this address. */
  function pages(path: string): Promise<readonly (readonly [Who, string])[]> {
    const page = async (who: Who) => [who, await (await cast().browsers[who].get(path)).text()] as const
    return Promise.all(EVERYBODY.map(page))
  }

  function whoReads(read: readonly (readonly [Who, string])[], text: string): readonly Who[] {
    return read.flatMap(([who, page]) => (page.includes(text) ? [who] : []))
  }
}
