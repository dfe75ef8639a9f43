import type { Page } from 'playwright/test'
import { runStatus, shownRun } from '../support/run-pages.ts'
import { jobOf, restoreTimes } from '../support/sample-jobs.ts'
import { expect, test } from '../support/scenario.ts'

const USER = 'user@contoso.example'
const FLOW = 'monthly-close'
/** Whatever of it a browser obeyed would ask for this address. */
const LURE = '/lured'
const PAYLOAD = `"'><img src=${LURE}?img onerror="fetch('${LURE}?err')"><script>fetch('${LURE}?script')</script>`
const PAGE = `<!doctype html><title>x</title><h1>What the job wrote</h1>${PAYLOAD}
  <meta http-equiv="refresh" content="0;url=${LURE}?meta"><body onload="fetch('${LURE}?load')">
  <form action="${LURE}?form"><button>Go</button></form><script>document.forms[0].submit()</script>
  <iframe src="${LURE}?frame"></iframe><link rel="stylesheet" href="${LURE}?css"><object data="${LURE}?object"></object>`

/** Answers to whatever was lured, in this page and all its frames. */
function lured(page: Page): string[] {
  const found: string[] = []
  page.on('response', (response) => {
    if (response.url().includes(LURE)) found.push(response.url())
  })
  page.on('dialog', (dialog) => found.push(dialog.message()))
  return found
}

test.afterEach(async ({ emulator: { entra, databricks } }) => {
  await entra.patchUser(USER, { displayName: 'Demo User' })
  await restoreTimes(databricks, FLOW)
})

test('markup in inputs, names, results and errors is text wherever it is shown, and a page that a job wrote may do nothing (IO-9)', async ({
  page,
  signInAs,
  openAs,
  emulator: { entra, databricks },
}) => {
  await entra.patchUser(USER, { displayName: PAYLOAD })
  await databricks.script(jobOf(FLOW), {
    tasks: {
      collect_ledgers: { durationMs: 100, values: { difference: '1' }, result: PAGE },
      post_adjustments: { durationMs: 100, result: JSON.stringify([{ [PAYLOAD]: PAYLOAD }]) },
      closing_report: { durationMs: 100, outcome: 'FAILED', error: PAYLOAD, errorTrace: `${PAYLOAD}\nat ${PAYLOAD}` },
    },
  })
  const found = lured(page)
  await signInAs(USER)
  await expect(page.getByRole('button', { name: `Account: ${PAYLOAD}` })).toBeVisible()
  await page.goto(`/flows/${FLOW}`)
  await page.getByLabel('Note for the report').fill(PAYLOAD)
  await page.getByRole('button', { name: 'Run flow' }).click()
  const runId = await shownRun(page)
  await expect(runStatus(page)).toHaveText('Failed')
  await expect(page.getByText(PAYLOAD).filter({ visible: true }).first()).toBeVisible()
  await page.getByText('Results of 2 earlier tasks').click()
  await expect(page.getByRole('cell', { name: PAYLOAD })).toBeVisible()
  const written = page.frameLocator('iframe')
  await expect(written.getByRole('heading', { name: 'What the job wrote' })).toBeVisible()
  await expect(page.locator('iframe')).toHaveAttribute('sandbox', '')

  await page.goto(`/flows/${FLOW}?from=${runId}`)
  await expect(page.getByLabel('Note for the report')).toHaveValue(PAYLOAD)
  for (const path of ['/', `/runs?q=${encodeURIComponent(PAYLOAD)}`, `/flows/${encodeURIComponent(PAYLOAD)}`]) {
    await page.goto(path)
    await expect(page.getByRole('heading').first()).toBeVisible()
  }
  const admin = await openAs('admin@contoso.example')
  const foundByAdmin = lured(admin)
  for (const path of ['/admin/runs', `/runs/${runId}`]) {
    await admin.goto(path)
    await expect(admin.getByRole('heading').first()).toBeVisible()
  }

  // Opened by itself, without our frame around it.
  const answer = await page.goto(`/api/runs/${runId}/output?task=collect_ledgers&show=html`)
  expect(answer?.headers()['content-security-policy']).toMatch(/^sandbox; default-src 'none';/)
  await expect(page.getByRole('heading', { name: 'What the job wrote' })).toBeVisible()
  const download = await page.request.get(`/api/runs/${runId}/output?task=collect_ledgers`)
  expect(download.headers()).toMatchObject({
    'content-disposition': expect.stringMatching(/^attachment/),
    'content-type': expect.stringMatching(/^text\/plain/),
    'x-content-type-options': 'nosniff',
  })
  expect([found, foundByAdmin]).toEqual([[], []])
})
