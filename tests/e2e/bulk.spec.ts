import { pressFlow, rowOf, runStatus } from '../support/run-pages.ts'
import { expect, test } from '../support/scenario.ts'

const FLOW = 'rebuild-forecast'
const LASTING = 600_000

test('without scripts: all runs that fit a filter are cancelled, then run again, each once', async ({
  openAs,
  taskTimes,
  startedRuns,
}) => {
  await taskTimes(FLOW, LASTING)
  const user = await openAs('user@contoso.example')
  const ids = [await pressFlow(user, FLOW), await pressFlow(user, FLOW)]
  await expect(runStatus(user)).toHaveText('Running')

  const page = await openAs('user@contoso.example', { javaScriptEnabled: false })
  const askFor = async (command: string, button: RegExp) => {
    await page.goto(`/runs?flow=${FLOW}`)
    await page.getByRole('link', { name: command }).click()
    const ask = page.getByRole('button', { name: button })
    const many = Number(/\d+/.exec((await ask.textContent()) ?? '')?.[0])
    await ask.click()
    await expect(async () => {
      await page.getByRole('link', { name: 'Refresh' }).click()
      await expect(page.getByText('All runs have been dealt with.')).toBeVisible({ timeout: 1_000 })
    }).toPass()
    await expect(page.getByText(`${many} of ${many} runs done, 0 not done.`)).toBeVisible()
    return many
  }
  const hasEnded = async (runId: string) => {
    await expect(async () => {
      await page.goto(`/runs?flow=${FLOW}`)
      await expect(rowOf(page, runId)).toContainText('Cancelled', { timeout: 1_000 })
    }).toPass()
  }

  expect(await askFor('Cancel all that fit', /^Cancel \d+ runs$/)).toBe(2)
  for (const runId of ids) await hasEnded(runId)
  const before = await startedRuns()
  expect(before).toHaveLength(2)

  const repeated = await askFor('Run again all that fit', /^Run \d+ runs again$/)
  await expect.poll(async () => (await startedRuns()).length).toBe(before.length + repeated)
  const tokens = (await startedRuns()).map(({ idempotency_token }) => idempotency_token)
  expect(new Set(tokens).size).toBe(before.length + repeated)

  expect(await askFor('Cancel all that fit', /^Cancel \d+ runs$/)).toBe(repeated)
  await page.goto('/runs/bulk')
  await expect(page.getByRole('list', { name: 'Asked for lately' }).getByRole('listitem')).not.toHaveCount(0)
})

test('who has changed their mind before the button finds the list as it was, and nothing was asked for', async ({
  page,
  signInAs,
}) => {
  await signInAs('user@contoso.example')
  await page.goto('/runs?status=Skipped')
  await page.getByRole('link', { name: 'Run again all that fit' }).click()
  await expect(page.getByText('No run of yours that fits has ended.')).toBeVisible()
  await expect(page.getByRole('button', { name: /^Run \d+ runs? again$/ })).toHaveCount(0)
})
