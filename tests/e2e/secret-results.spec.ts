import type { Page } from 'playwright/test'
import { press, runStatus } from '../support/run-pages.ts'
import { expect, test } from '../support/scenario.ts'

const USER = 'user@contoso.example'
const MAKER = 'maker@contoso.example'
const JOB = '410000000000097'
/** What the job gives back, or says of its error. */
const SECRET = 'Merganser-58-salary'

async function save(maker: Page, form: string): Promise<void> {
  await maker.locator(`form:has([name="${form}"])`).getByRole('button', { name: 'Save' }).click()
  await expect(maker.getByText('Saved in the draft.')).toBeVisible()
}

test('a maker makes results secret: whoever presses is told so before and after, and no page shows them', async ({
  openAs,
  emulator: { databricks },
}) => {
  const says = (script: object) =>
    databricks.script(JOB, { tasks: { pay: { setupMs: 10, durationMs: 10, cleanupMs: 10, ...script } } })
  await databricks.putJobs({
    job_id: JOB,
    settings: {
      name: 'Salaries of the month',
      tasks: [{ task_key: 'pay', notebook_task: { notebook_path: '/Pay' } }],
    },
    access_control_list: [MAKER, USER].map((user_name) => ({ user_name, permission_level: 'CAN_MANAGE_RUN' })),
  })
  await says({ result: SECRET })
  const maker = await openAs(MAKER)
  await maker.goto('/make/flows/new?q=salaries')
  await maker.getByRole('button', { name: 'Make a flow from Salaries of the month' }).click()
  await maker.getByRole('link', { name: 'Job', exact: true }).click()
  await maker.getByRole('link', { name: 'Repeat, time limit, secrecy' }).click()
  await maker.getByLabel('Results are secret').check()
  await save(maker, 'retry')
  await maker.getByRole('link', { name: 'Repeat, time limit, secrecy' }).click()
  await expect(maker.getByLabel('Results are secret')).toBeChecked()

  await maker.getByRole('link', { name: 'Test run' }).click()
  await expect(maker.getByText('The results are secret')).toBeVisible()
  await press(maker)
  await expect(runStatus(maker)).toHaveText('Succeeded', { timeout: 30_000 })
  await expect(maker.getByText('The results of this step are secret')).toBeVisible()
  expect(await maker.content()).not.toContain(SECRET)

  await maker.goBack()
  await maker.goto(new URL(maker.url()).pathname.replace(/\/test$/, ''))
  await maker.getByRole('link', { name: 'People', exact: true }).first().click()
  await maker.getByLabel('User of this portal', { exact: true }).check()
  await maker.getByRole('button', { name: 'Save' }).first().click()
  await expect(maker.getByText('Saved in the draft.')).toBeVisible()
  await maker.getByRole('button', { name: 'Publish' }).click()
  await expect(maker.getByText('Published as version')).toBeVisible()

  const path = (await maker.getByRole('link', { name: 'Open the button' }).getAttribute('href')) ?? ''
  const user = await openAs(USER)
  await user.goto(path)
  await expect(user.getByText('The results are secret: the portal neither shows nor keeps them.')).toBeVisible()
  await press(user)
  await expect(runStatus(user)).toHaveText('Succeeded', { timeout: 30_000 })
  await expect(user.getByText('The results of this step are secret')).toBeVisible()
  expect(await user.content()).not.toContain(SECRET)

  await says({ error: SECRET, errorTrace: SECRET, outcome: 'FAILED' })
  await user.goto(path)
  await press(user)
  await expect(runStatus(user)).toHaveText('Failed', { timeout: 30_000 })
  const problem = user.getByRole('alert').filter({ hasText: 'The task “pay” failed.' })
  await expect(problem).toContainText('Cause: The code.')
  await expect(problem).toContainText('What it says of the error is not kept here')
  expect(await user.content()).not.toContain(SECRET)
})
