import { request } from 'node:http'
import { runStatus } from '../support/run-pages.ts'
import { expect, test } from '../support/scenario.ts'

const FOLDER = '/Volumes/finance/inbound/uploads'
const BYTES = 3_000_000

test('a maker adds a file to a form; who presses sends it to the volume, and the job gets its path', async ({
  openAs,
  taskTimes,
  emulator,
  startedRuns,
}) => {
  await taskTimes('publish-price-list', 300)
  const maker = await openAs('maker@contoso.example')
  await maker.goto('/make/flows/new?q=price')
  await maker.getByRole('button', { name: 'Make a flow from Publish price list' }).click()
  await maker.getByRole('link', { name: 'Fields' }).click()
  await maker.getByRole('link', { name: 'Price list' }).click()
  await maker.getByLabel('Type').selectOption('File')
  await maker.getByLabel('Folder of a volume').fill('/tmp')
  await maker.getByRole('button', { name: 'Save' }).click()
  await expect(maker.getByText('It is a folder like').first()).toBeVisible()
  await maker.getByLabel('Folder of a volume').fill(FOLDER)
  await maker.getByLabel('Has to be filled in').check()
  await maker.getByRole('button', { name: 'Save' }).click()
  await expect(maker.getByText('Saved in the draft.')).toBeVisible()
  await maker.getByRole('link', { name: 'People', exact: true }).first().click()
  await maker.getByLabel('User of this portal').check()
  await maker.getByRole('button', { name: 'Save' }).click()
  await expect(maker.getByLabel('User of this portal')).toBeChecked()
  await expect(maker.getByText('Nobody may press this flow yet.')).toHaveCount(0)
  await maker.getByRole('button', { name: 'Publish' }).click()
  await expect(maker.getByText('Published as version')).toBeVisible()
  const path = (await maker.getByRole('link', { name: 'Open the button' }).getAttribute('href')) ?? ''

  const chosen = { name: 'summer <2026>.csv', mimeType: 'text/csv', buffer: Buffer.alloc(BYTES, 'x') }
  for (const javaScriptEnabled of [true, false]) {
    const user = await openAs('user@contoso.example', { javaScriptEnabled })
    await user.goto(path)
    await user.getByLabel('Price list').setInputFiles(chosen)
    await user.getByRole('button', { name: 'Run flow' }).click()
    await expect(runStatus(user)).toBeVisible()
    await expect(user.getByText('summer <2026>.csv (3,000,000 bytes)')).toBeVisible()
    await user.goto(`${path}?from=${user.url().split('/').at(-1)}`)
    await expect(user.getByText('Files are not kept: choose them again.')).toBeVisible()
  }
  const runs = await startedRuns()
  const files = await emulator.databricks.files()
  expect(files).toHaveLength(2)
  expect(runs.map(({ job_parameters }) => job_parameters.price_list).toSorted()).toEqual(
    files.map((file) => file.path).toSorted(),
  )
  expect(files.every(({ bytes, user_name }) => bytes === BYTES && user_name === 'user@contoso.example')).toBe(true)

  const other = await openAs('user@contoso.example', { javaScriptEnabled: false })
  await other.goto(path)
  await other.locator('form#run').evaluate((form: HTMLFormElement) => {
    form.noValidate = true
  })
  await other.getByRole('button', { name: 'Run flow' }).click()
  await expect(other.getByText('Fill this in.')).toBeVisible()
  await other.getByRole('link', { name: 'Back to the form' }).click()
  await expect(other.getByRole('button', { name: 'Run flow' })).toBeVisible()
  expect(await startedRuns()).toHaveLength(2)
})

test('a form that says it is larger than a file may be is refused before any of it is read (IO-2)', async ({
  stack,
}) => {
  const { hostname, port, origin } = new URL(stack.portalUrl)
  const headers = {
    'content-type': 'multipart/form-data; boundary=x',
    'content-length': '60000000',
    origin,
    accept: 'application/json',
  }
  const status = await new Promise<number>((resolve, reject) => {
    const sent = request({ hostname, port, path: '/api/presses', method: 'POST', headers }, (answer) => {
      resolve(answer.statusCode ?? 0)
      sent.destroy()
    })
    sent.on('error', reject)
    sent.flushHeaders()
  })
  expect(status).toBe(413)
})
