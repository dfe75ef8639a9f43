import type { Page } from 'playwright'
import { runStatus } from '../support/run-pages.ts'
import type { Stop } from './stops.ts'

/** The pages that flows are made on, and the flows that people have of what makers can do. */
export function stopsOfMakers(runInSteps: string): readonly Stop[] {
  return [...making(), ...made(runInSteps)]
}

function making(): Stop[] {
  const editor = '/make/flows/refresh-sales'
  return [
    { name: 'flows of a maker', path: '/make/flows', as: 'maker' },
    { name: 'flows, not permitted', path: '/make/flows', as: 'user', status: 403 },
    { name: 'jobs to make a flow from', path: '/make/flows/new', as: 'admin' },
    { name: 'jobs, none fits', path: '/make/flows/new?q=nothing+of+this', as: 'maker' },
    { name: 'details of a flow', path: editor, as: 'admin' },
    { name: 'fields of a flow', path: `${editor}?part=fields`, as: 'admin' },
    { name: 'a field of a flow', path: `${editor}?part=fields&field=region`, as: 'admin' },
    { name: 'job of a flow', path: `${editor}?part=job`, as: 'admin' },
    { name: 'statement of a flow', path: '/make/flows/new', as: 'admin', act: writeStatement },
    { name: 'a further step to pick', path: `${editor}/step`, as: 'admin' },
    { name: 'a step and its time limit', path: `${editor}?part=job&settings=1`, as: 'admin' },
    { name: 'steps of a flow', path: '/make/flows/new?q=ping', as: 'admin', act: writeSteps },
    { name: 'people of a flow', path: `${editor}?part=people&done=saved-at-once`, as: 'admin' },
    { name: 'advice of a flow', path: `${editor}?part=failures`, as: 'admin' },
    { name: 'versions of a flow', path: `${editor}?part=versions`, as: 'admin' },
    { name: 'a test run to be started', path: `${editor}/test`, as: 'admin' },
  ]
}

/** What the sample flows have nothing of. */
function made(runInSteps: string): Stop[] {
  const [inSteps, withFiles] = ['/make/flows/in-steps', '/make/flows/with-files']
  return [
    { name: 'steps of a flow in force', path: `${inSteps}?part=job`, as: 'admin' },
    { name: 'groups of a flow', path: `${inSteps}?part=people`, as: 'admin' },
    { name: 'a field for a file', path: `${withFiles}?part=fields&field=report`, as: 'admin' },
    { name: 'a flow in steps', path: '/flows/in-steps', as: 'user' },
    { name: 'a run in steps', path: runInSteps, as: 'user', act: untilOver },
    { name: 'a flow that asks for files', path: '/flows/with-files', as: 'user' },
    {
      name: 'a file that was not chosen',
      path: '/flows/with-files',
      as: 'user',
      act: pressWithoutFile,
      refused: 422,
    },
  ]
}

async function untilOver(page: Page): Promise<void> {
  await runStatus(page).getByText('Succeeded', { exact: true }).waitFor({ timeout: 60_000 })
}

/** Past the browser's own checks. */
async function pressWithoutFile(page: Page): Promise<void> {
  await page.locator('form#run').evaluate((form: HTMLFormElement) => {
    form.noValidate = true
  })
  await page.getByRole('button', { name: 'Run flow' }).click()
  await page.getByText('Fill this in.').first().waitFor()
}

async function writeStatement(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Write a SQL statement instead' }).click()
  await page.getByLabel('Warehouse').selectOption('Sales analytics')
  await page.getByRole('textbox', { name: 'Statement' }).fill('SELECT * FROM orders WHERE region = :region')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Saved in the draft.').waitFor()
}

/** A job and a statement that would not change places. */
async function writeSteps(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Make a flow from Ping the lakehouse' }).click()
  await page.getByRole('link', { name: 'Job', exact: true }).click()
  await page.getByRole('link', { name: 'Add a step' }).click()
  await page.getByRole('button', { name: 'Add a SQL statement' }).click()
  await page.getByLabel('Warehouse').selectOption('Sales analytics')
  await page.getByRole('textbox', { name: 'Statement' }).fill('SELECT :found')
  await saveStep(page)
  await page.getByLabel(':found: where from').selectOption('What “Step 1” gave back')
  await saveStep(page)
  await page.getByRole('button', { name: 'Move SQL statement up' }).click()
  await page.getByText('would come after it').waitFor()
}

/** Until the page shows the draft as it was saved: what is done next is done to that. */
async function saveStep(page: Page): Promise<void> {
  const before = await page.locator('input[name="revision"]').first().inputValue()
  await page.getByRole('button', { name: 'Save' }).first().click()
  await page.locator(`input[name="revision"]:not([value="${before}"])`).first().waitFor({ state: 'attached' })
}
