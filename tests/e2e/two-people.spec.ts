import { pressFlow, rowOf, runStatus } from '../support/run-pages.ts'
import { expect, test } from '../support/scenario.ts'

// Nobody sees what is another's, at no try.
test.describe.configure({ retries: 0 })

const FLOW = 'ping-lakehouse'

test('two people run one flow, each as themselves', async ({ openAs, emulator, taskTimes, startedRuns }) => {
  await taskTimes(FLOW, 200)
  const [last] = (await emulator.databricks.requests()).slice(-1)
  const people = ['user@contoso.example', 'user2@contoso.example']
  const pages = await Promise.all(people.map((upn) => openAs(upn)))
  const ids = await Promise.all(pages.map((page) => pressFlow(page, FLOW)))
  for (const page of pages) await expect(runStatus(page)).toHaveText('Succeeded')

  const ran = await startedRuns()
  for (const [at, upn] of people.entries()) {
    expect(ran).toContainEqual(expect.objectContaining({ idempotency_token: ids[at], creator_user_name: upn }))
  }
  const seen = await emulator.databricks.requests(last?.sequence)
  const presses = seen.filter(({ path }) => path.endsWith('/jobs/run-now'))
  expect(presses.map(({ upn, oid, idempotencyToken }) => [upn, oid, idempotencyToken]).sort()).toEqual([
    ['user2@contoso.example', '00000000-0000-4000-8000-000000000002', ids[1]],
    ['user@contoso.example', '00000000-0000-4000-8000-000000000001', ids[0]],
  ])
  // No call of any kind was made as anybody else: nothing falls back to a service identity.
  expect([...new Set(seen.map(({ upn }) => upn))].sort()).toEqual([...people].sort())
  for (const [at, upn] of people.entries()) {
    const databricksId = ran.find((run) => run.idempotency_token === ids[at])?.run_id
    const reads = seen.filter(({ query }) => new URLSearchParams(query).get('run_id') === databricksId)
    expect([...new Set(reads.map((read) => read.upn))]).toEqual([upn])
  }
})

test("All runs shows an admin everybody's runs, with who started each and as whom it runs", async ({
  openAs,
  taskTimes,
}) => {
  await taskTimes(FLOW, 200)
  const people = ['user@contoso.example', 'user2@contoso.example']
  const ids = []
  for (const upn of people) {
    const page = await openAs(upn)
    ids.push(await pressFlow(page, FLOW))
    await expect(runStatus(page)).toHaveText('Succeeded')
  }
  const admin = await openAs('admin@contoso.example')
  await admin.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'All runs' }).click()
  for (const [at, upn] of people.entries()) {
    const cells = rowOf(admin, ids[at] ?? '').getByRole('cell')
    await expect(cells.filter({ hasText: upn })).toHaveCount(1)
    await expect(cells.filter({ hasText: 'maker@contoso.example' })).toHaveCount(1)
    await expect(cells.filter({ hasText: 'Succeeded' })).toHaveCount(1)
  }
  // Seeing is not acting: an admin has no token of theirs.
  await admin.goto(`/runs/${ids[0]}`)
  await expect(runStatus(admin)).toHaveText('Succeeded')
  await expect(admin.getByRole('button', { name: 'Run again' })).toBeHidden()
})

test('All runs is closed to people who are no admin', async ({ page, signInAs }) => {
  await signInAs('maker@contoso.example')
  await page.goto('/admin/runs')
  await expect(page.getByRole('heading', { name: 'Your role does not include this page' })).toBeVisible()
  expect((await page.request.get('/api/runs?all=1')).status()).toBe(403)
})
