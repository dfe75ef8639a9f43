import type { Page } from 'playwright/test'
import { signIn } from '../support/portal-pages.ts'
import { press, runStatus } from '../support/run-pages.ts'
import { expect, test } from '../support/scenario.ts'

const MAKER = 'maker@contoso.example'
const USER = 'user@contoso.example'
/** From "here is a job" to "here is a button that colleagues may press". */
const MOST_CLICKS = 12

/** Counts the clicks of a person on this page. */
function countClicks(page: Page) {
  let clicks = 0
  return {
    click: async (role: 'link' | 'button', name: string | RegExp) => {
      clicks += 1
      await page.getByRole(role, { name }).first().click()
    },
    check: async (label: string) => {
      clicks += 1
      await page.getByLabel(label, { exact: true }).check()
    },
    count: () => clicks,
  }
}

test('a maker turns a job into a button in a few clicks, and a colleague presses it until the maker takes it away (AUTHZ-8)', async ({
  openAs,
  taskTimes,
  startedRuns,
}) => {
  await taskTimes('ping-lakehouse', 300)
  const maker = await openAs(MAKER)
  const by = countClicks(maker)
  const began = Date.now()
  await by.click('link', 'Flows')
  await by.click('link', 'New flow')
  await by.click('button', 'Make a flow from Ping the lakehouse')
  await by.click('link', 'People')
  await expect(maker.getByText('Who may press it')).toBeVisible()
  await by.check('User of this portal')
  await by.click('button', 'Save')
  await expect(maker.getByText('Saved in the draft.')).toBeVisible()
  await by.click('button', 'Publish')
  await expect(maker.getByText('Published as version')).toBeVisible()
  expect(by.count()).toBeLessThanOrEqual(MOST_CLICKS)
  console.log(`a flow from a job: ${by.count()} clicks, ${((Date.now() - began) / 1_000).toFixed(1)} s`)

  const path = await maker.getByRole('link', { name: 'Open the button' }).getAttribute('href')
  const user = await openAs(USER)
  await user.goto(path ?? '')
  await press(user)
  await expect(runStatus(user)).toHaveText('Succeeded', { timeout: 30_000 })
  expect((await startedRuns()).map((run) => run.creator_user_name)).toEqual([USER])

  await user.goto(path ?? '')
  await expect(user.getByRole('button', { name: 'Run flow' })).toBeVisible()
  await maker.getByRole('link', { name: 'People', exact: true }).first().click()
  await maker.getByLabel('User of this portal').uncheck()
  await maker.getByRole('button', { name: 'Save' }).click()
  await expect(maker.getByText('Saved. It counts from now on.')).toBeVisible()
  await user.getByRole('button', { name: 'Run flow' }).click()
  await expect(user.getByRole('main').getByRole('alert')).toContainText('The flow was not run.')
  await expect(user.getByRole('main').getByRole('alert')).toContainText('It is not shared with you any more')
  expect(await startedRuns()).toHaveLength(1)
  await user.goto(path ?? '')
  await expect(user.getByRole('heading', { level: 1 })).toHaveText('Nothing here for you')
})

test('a field is edited with its look beside it, and what is wrong stays in the form', async ({ openAs }) => {
  const maker = await openAs(MAKER)
  await maker.goto('/make/flows/new?q=sales')
  await maker.getByRole('button', { name: 'Make a flow from' }).first().click()
  await maker.getByRole('link', { name: 'Fields' }).click()
  await maker.getByRole('link', { name: 'Region' }).click()
  await expect(maker.getByLabel('Pattern', { exact: true })).toHaveAccessibleDescription(/A regular expression/)
  const kind = maker.getByLabel('Type')
  await kind.selectOption('Choice')
  await maker.getByLabel('Choices, one a line').fill('EMEA = Europe\nEMEA = Africa')
  await expect(maker.getByRole('radio', { name: 'Africa' })).toBeVisible()
  await maker.getByRole('button', { name: 'Save' }).click()
  await expect(maker.getByText('“EMEA” is there twice.').first()).toBeVisible()
  await expect(maker.getByLabel('Choices, one a line')).toHaveValue('EMEA = Europe\nEMEA = Africa')
  await maker.getByLabel('Choices, one a line').fill('EMEA = Europe\nAPAC = Asia')
  await maker.getByLabel('Filled with at first').fill('EMEA')
  await expect(maker.getByRole('radio', { name: 'Europe' })).toBeChecked()
  await maker.getByRole('button', { name: 'Save' }).click()
  await expect(maker.getByText('Saved in the draft.')).toBeVisible()
  await expect(maker.getByRole('radio', { name: 'Europe' })).toBeChecked()
  await expect(maker.getByRole('row').filter({ hasText: 'Region' })).toContainText('Choice')
})

test('without scripts: a draft is made, changed, tried out and published', async ({ openAs, taskTimes }) => {
  await taskTimes('ping-lakehouse', 300)
  const maker = await openAs(MAKER, { javaScriptEnabled: false })
  await maker.goto('/make/flows/new?q=ping')
  await maker.getByRole('button', { name: 'Make a flow from Ping the lakehouse' }).click()
  await maker.getByLabel('Title').fill('')
  await maker.locator('form:has([name="title"])').evaluate((form: HTMLFormElement) => {
    form.noValidate = true
  })
  await maker.getByRole('button', { name: 'Save' }).click()
  await expect(maker.getByText('Nothing was saved. Please check:')).toBeVisible()
  await maker.getByLabel('Title').fill('Is it there?')
  await maker.getByLabel('Agree first').fill('I am allowed to ask.')
  await maker.getByRole('button', { name: 'Save' }).click()
  await expect(maker.getByRole('heading', { level: 1 })).toHaveText('Is it there?')
  await maker.getByRole('link', { name: 'Test run' }).click()
  await maker.getByRole('button', { name: 'Run flow' }).click()
  await expect(maker.getByText('Agree to this first.').first()).toBeVisible()
  await maker.getByLabel('I am allowed to ask.').check()
  await press(maker)
  await expect(maker.getByText('(test run)')).toBeVisible()
  await maker.getByRole('link', { name: 'Is it there?' }).click()
  await maker.getByRole('button', { name: 'Publish' }).click()
  await expect(maker.getByText('Published as version 2.')).toBeVisible()
})

test('somebody who saves what another has changed meanwhile is told so, and keeps what was typed', async ({
  openAs,
}) => {
  const maker = await openAs(MAKER)
  await maker.goto('/make/flows/new?q=ping')
  await maker.getByRole('button', { name: 'Make a flow from Ping the lakehouse' }).click()
  await expect(maker.getByLabel('Title')).toHaveValue('Ping the lakehouse')
  const second = await maker.context().newPage()
  await second.goto(maker.url())
  await second.getByLabel('Title').fill('Second')
  await second.getByRole('button', { name: 'Save' }).click()
  await expect(second.getByText('Saved in the draft.')).toBeVisible()
  await maker.getByLabel('Title').fill('First')
  await maker.getByRole('button', { name: 'Save' }).click()
  await expect(maker.getByText('Somebody has changed this flow since you opened the page.')).toBeVisible()
  await expect(maker.getByLabel('Title')).toHaveValue('First')
})

test('while the workspace fails, a maker reads what to do about a list that nobody reads again by itself', async ({
  openAs,
  emulator: { databricks },
}) => {
  const maker = await openAs(MAKER)
  const problem = maker.getByRole('main').getByRole('alert')
  await databricks.addFault({ match: 'GET /api/2.2/jobs/list', status: 503, times: 20 })
  await maker.goto('/make/flows/new')
  await expect(problem).toContainText('The jobs could not be read.')
  await expect(problem).toContainText('Load this page again in a minute.')
  await expect(problem).not.toContainText('by itself')
  await databricks.clearFaults()
  await databricks.addFault({
    match: 'GET /api/2.2/jobs/list',
    status: 403,
    body: { error_code: 'PERMISSION_DENIED' },
  })
  await maker.goto('/make/flows/new')
  await expect(problem).toContainText('Ask the workspace administrator for access, then load this page again.')
})

test('who was signed out in the midst of an edit saves it after a sign-in in another tab', async ({ openAs }) => {
  const maker = await openAs(MAKER)
  await maker.goto('/make/flows/new?q=ping')
  await maker.getByRole('button', { name: 'Make a flow from Ping the lakehouse' }).click()
  await maker.getByLabel('Description').fill('What I wrote.')
  await maker.context().clearCookies()
  await maker.getByRole('button', { name: 'Save' }).click()
  await expect(maker.getByText('Sign in in another tab, then press the button here once more.')).toBeVisible()
  await signIn(await maker.context().newPage(), MAKER)
  await maker.getByRole('button', { name: 'Save' }).click()
  await expect(maker.getByText('Saved in the draft.')).toBeVisible()
  await expect(maker.getByLabel('Description')).toHaveValue('What I wrote.')
})

test('who is no maker reads which role a page of makers needs', async ({ openAs }) => {
  const user = await openAs(USER)
  expect((await user.goto('/make/flows'))?.status()).toBe(403)
  await expect(user.getByText('It needs the role Maker.')).toBeVisible()
  await user.goto('/admin/runs')
  await expect(user.getByText('It needs the role Admin.')).toBeVisible()
})
