import { type Cluster, startCluster } from '../support/cluster.ts'
import { controlDatabricks } from '../support/emulator-control.ts'
import { signIn } from '../support/portal-pages.ts'
import { hasPostgres, startPostgres, type TestPostgres } from '../support/postgres.ts'
import { pressFlow, runStatus } from '../support/run-pages.ts'
import { expect, test } from '../support/scenario.ts'

const START_MS = 240_000

test.describe('pages without anybody who follows runs', () => {
  test.skip(!hasPostgres(), 'Several processes need PostgreSQL')

  let postgres: TestPostgres | undefined
  let cluster: Cluster<'pages' | 'worker'> | undefined
  test.beforeAll(async () => {
    test.setTimeout(START_MS)
    postgres = await startPostgres()
    cluster = await startCluster(await postgres.createDatabase(), { pages: 'web', worker: 'worker' })
  })
  test.afterAll(async () => {
    await cluster?.close()
    await postgres?.stop()
  })

  test('say how old their words are, and catch up when a worker comes (RUN-5)', async ({ browser }) => {
    if (!cluster) throw new Error('The cluster has not started')
    await cluster.members.worker.process.kill('SIGKILL')
    const page = await browser.newPage({ baseURL: cluster.origin })
    await signIn(page, 'user@contoso.example')
    await pressFlow(page, 'ping-lakehouse')
    await controlDatabricks(cluster.databricksUrl).advanceClock(60_000)
    const age = page.getByText(/^Updated \d+ s ago$/)
    const seconds = async () => Number(/\d+/.exec((await age.textContent()) ?? '')?.[0])
    await expect(age).toBeVisible()
    const first = await seconds()
    await expect.poll(seconds).toBeGreaterThan(first + 2) // it counts on: nobody has asked Databricks since
    await expect(runStatus(page)).toHaveText('Waiting')
    await cluster.members.worker.process.restart()
    await expect(runStatus(page)).toHaveText('Succeeded', { timeout: 40_000 })
    await page.close()
  })
})
