import { expect, test } from 'playwright/test'
import { problem } from '../../lib/language/en/problem.ts'
import { CopiedBuild } from '../support/copied-build.ts'
import { controlDatabricks } from '../support/emulator-control.ts'
import { signIn } from '../support/portal-pages.ts'
import { startStack } from '../support/stack.ts'

test('a page that was open while the portal was updated says so at a press, starts nothing, and works once reloaded (WEB-7)', async ({
  browser,
}) => {
  test.setTimeout(240_000)
  const other = new CopiedBuild()
  other.renameActions()
  const stack = await startStack()
  const databricks = controlDatabricks(stack.databricksUrl)
  try {
    const context = await browser.newContext({ baseURL: stack.portalUrl })
    const page = await context.newPage()
    await signIn(page, 'user@contoso.example')
    await page.goto('/flows/ping-lakehouse')
    await stack.portal.restart({}, other.folder)

    await page.getByRole('button', { name: 'Run flow' }).click()
    await expect(page.getByRole('heading', { name: problem.outdatedTitle })).toBeVisible()
    await expect(page.getByText(problem.outdatedText)).toBeVisible()
    expect(await databricks.runs()).toEqual([])

    await page.getByRole('button', { name: problem.reload }).click()
    await page.getByRole('button', { name: 'Run flow' }).click()
    await page.waitForURL('**/runs/*')
    expect(await databricks.runs()).toHaveLength(1)
  } finally {
    await stack.close()
    other.remove()
  }
})
