import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { runStatus, shownRun } from '../support/run-pages.ts'
import { expect, test } from '../support/scenario.ts'

const SECRET = 'Kestrel-71-plumage'
const FOLDER = '/Volumes/finance/inbound/kept-in-the-open'

/** The files below the folder that hold these bytes. */
async function filesWith(folder: string, text: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const paths = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name))
  const held = await Promise.all(paths.map(async (path) => (await readFile(path)).includes(text)))
  return paths.filter((_, at) => held[at])
}

test('a secret input reaches the job and nothing else: no page, no answer, no log, no file of the database (OPS-7)', async ({
  page,
  signInAs,
  stack,
  taskTimes,
  startedRuns,
}) => {
  await taskTimes('import-invoices', 100)
  await signInAs('user@contoso.example')
  const answers: Promise<string>[] = []
  page.on('response', (response) => {
    if (!/script|font|image|stylesheet|eventsource/.test(response.request().resourceType())) {
      answers.push(response.text().catch(() => ''))
    }
  })
  await page.goto('/flows/import-invoices')
  await page.getByLabel('Folder').fill(FOLDER)
  await page.getByLabel('Archive password').fill(SECRET)
  await page.getByRole('button', { name: 'Run flow' }).click()
  const runId = await shownRun(page)
  await expect(runStatus(page)).toHaveText('Failed')
  expect((await startedRuns())[0]?.job_parameters).toMatchObject({ archive_password: SECRET, source_folder: FOLDER })
  await expect(page.getByText('Hidden', { exact: true })).toBeVisible()

  await page.getByRole('button', { name: 'Run again' }).click()
  await expect(page.getByLabel('Folder')).toHaveValue(FOLDER)
  await expect(page.getByLabel('Archive password')).toHaveValue('')
  for (const path of [`/runs/${runId}`, '/runs', `/api/runs/${runId}`, `/api/runs/${runId}/output?task=list_files`]) {
    answers.push((await page.request.get(path)).text())
  }
  const seen = await Promise.all(answers)
  expect(seen.filter((text) => text.includes(FOLDER)).length).toBeGreaterThan(1)
  expect(seen.filter((text) => text.includes(SECRET))).toEqual([])

  // The other input is found there, so these are the files where a secret would lie.
  const data = stack.env.LAKEPORT_DATA_DIR ?? ''
  expect(await filesWith(data, FOLDER)).not.toEqual([])
  expect(await filesWith(data, SECRET)).toEqual([])
  expect(await readFile(stack.logFile, 'utf8')).not.toContain(SECRET)
})
