import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { problem } from '@/lib/language/en/problem'
import { CopiedBuild } from '../../support/copied-build'
import { formWith } from './plain-browser'
import { portalOfTest } from './portal-of-test'

const PRESS = '/flows/ping-lakehouse'
const LONG_MS = 240_000

const other = new CopiedBuild()
afterAll(() => other.remove())
const portal = portalOfTest()
/** Its folder for temporary files is none, and nobody can make it one. The last is what `npm start` and the container say. */
const NO_PLACE_TO_WRITE = { TMPDIR: '/proc/nowhere', HOME: '/proc/nowhere', TSX_DISABLE_CACHE: '1' }
let built = new Map<string, string>()

it('a form of a build whose actions have other names starts nothing and says that it is outdated; loaded anew, it starts one run (WEB-7)', {
  timeout: LONG_MS,
}, async () => {
  const { stack, databricks, open } = portal()
  const browser = open()
  await browser.signIn('user@contoso.example')
  const load = async () => formWith(await (await browser.get(PRESS)).text(), 'Run flow')
  const old = await load()
  const before = (await databricks.runs()).length

  other.renameActions()
  built = other.content()
  await stack.portal.restart(NO_PLACE_TO_WRITE, other.folder)
  const refused = await browser.post(PRESS, old, { accept: 'text/html' })
  const said = await refused.text()
  expect(refused.status).toBe(409)
  expect(said).toContain(problem.outdatedTitle)
  expect(said).toContain(problem.outdatedText)
  expect((await databricks.runs()).length).toBe(before)

  expect((await browser.post(PRESS, await load())).status).toBe(303)
  expect((await databricks.runs()).length).toBe(before + 1)
})

it('the portal writes into no file but those of its data: its own are as they were, and it needs no others (OPS-6)', async () => {
  const { stack, open } = portal()
  expect((await open().get('/api/health/ready')).status).toBe(200)
  expect(built.size).toBeGreaterThan(100)
  expect(other.content()).toEqual(built)
  expect(existsSync(join(stack.env.LAKEPORT_DATA_DIR ?? '', 'database'))).toBe(true)
})
