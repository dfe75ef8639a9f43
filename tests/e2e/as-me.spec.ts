import { press, runStatus } from '../support/run-pages.ts'
import { expect, test } from '../support/scenario.ts'

const MAKER = 'maker@contoso.example'
const USER = 'user@contoso.example'

test('a maker lets a flow run as the person who presses, who sees both identities before and after', async ({
  openAs,
  startedRuns,
  taskTimes,
}) => {
  await taskTimes('ping-lakehouse', 300)
  const maker = await openAs(MAKER)
  await maker.goto('/make/flows/new?q=ping')
  await maker.getByRole('button', { name: 'Make a flow from Ping the lakehouse' }).click()
  await maker.getByRole('link', { name: 'Job', exact: true }).click()
  await maker.getByLabel('Those of the person who presses').check()
  await maker.getByRole('button', { name: 'Save' }).click()
  await expect(maker.getByText('Saved in the draft.')).toBeVisible()
  await maker.getByRole('link', { name: 'People', exact: true }).click()
  await maker.getByLabel('User of this portal', { exact: true }).check()
  await maker.getByRole('button', { name: 'Save' }).click()
  await expect(maker.getByText('Saved in the draft.')).toBeVisible()
  await maker.getByRole('button', { name: 'Publish' }).click()
  await expect(maker.getByText('Published as version')).toBeVisible()
  const path = await maker.getByRole('link', { name: 'Open the button' }).getAttribute('href')

  const user = await openAs(USER)
  await user.goto(path ?? '')
  await expect(user.getByText(/^Started by .+, runs as user@contoso\.example$/)).toBeVisible()
  await press(user)
  await expect(runStatus(user)).toHaveText('Succeeded', { timeout: 30_000 })
  await expect(user.getByText('Those of the person who pressed')).toBeVisible()
  expect(await startedRuns()).toMatchObject([
    { run_type: 'SUBMIT_RUN', creator_user_name: USER, run_as_user_name: USER },
  ])
})

test('a job that cannot run as the person who presses is named to the maker, and nothing is saved', async ({
  openAs,
  emulator,
}) => {
  const name = 'Starts another job'
  const tasks = [{ task_key: 'child', run_job_task: { job_id: 410000000000006 } }]
  await emulator.databricks.putJobs({ job_id: '410000000000091', settings: { name, tasks } })
  const maker = await openAs(MAKER)
  await maker.goto('/make/flows/new?q=another')
  await maker.getByRole('button', { name: `Make a flow from ${name}` }).click()
  await maker.getByRole('link', { name: 'Job', exact: true }).click()
  await expect(maker.getByText('The task “child” starts another job')).toBeVisible()
  await maker.getByLabel('Those of the person who presses').check()
  await maker.getByRole('button', { name: 'Save' }).click()
  await expect(maker.getByText('Nothing was saved. Please check:')).toBeVisible()
  await maker.reload()
  await expect(maker.getByLabel('Those of the job, for everybody')).toBeChecked()
})
