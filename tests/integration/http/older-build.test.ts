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
  await stack.portal.restart({}, other.folder)
  const refused = await browser.post(PRESS, old, { accept: 'text/html' })
  const said = await refused.text()
  expect(refused.status).toBe(409)
  expect(said).toContain(problem.outdatedTitle)
  expect(said).toContain(problem.outdatedText)
  expect((await databricks.runs()).length).toBe(before)

  expect((await browser.post(PRESS, await load())).status).toBe(303)
  expect((await databricks.runs()).length).toBe(before + 1)
})
