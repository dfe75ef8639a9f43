import { expect, test } from 'playwright/test'
import { problem } from '../../lib/language/en/problem.ts'
import { hasPostgres, startPostgres } from '../support/postgres.ts'
import { startStack } from '../support/stack.ts'
import { startTcpProxy } from '../support/tcp-proxy.ts'

test('a page that cannot be made says so in plain words, and what to look at', async ({ page }) => {
  test.skip(!hasPostgres(), 'The database is taken away, so it must be one that stands apart')
  test.setTimeout(300_000)
  const postgres = await startPostgres()
  const database = new URL(await postgres.createDatabase())
  const road = await startTcpProxy(Number(database.port || '5432'))
  Object.assign(database, { hostname: '127.0.0.1', port: String(road.port) })
  const stack = await startStack({ databaseUrl: database.href })
  const troubles: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error' && /content security policy/i.test(message.text())) troubles.push(message.text())
  })
  try {
    await page.goto(`${stack.portalUrl}/sign-in?login_hint=user@contoso.example`)
    await page.getByRole('button', { name: 'Sign in with Microsoft' }).click()
    await expect(page.getByRole('navigation', { name: 'Main' })).toBeVisible()
    await road.close()
    const response = await page.goto(`${stack.portalUrl}/runs`)
    expect(response?.status()).toBe(500)
    await expect(page.getByRole('heading', { name: problem.brokenTitle })).toBeVisible()
    await expect(page.getByText(problem.brokenText)).toBeVisible()
    await expect(page.getByText(/^Reference \d+/)).toBeVisible()
    await expect(page.getByRole('button', { name: problem.tryAgain })).toBeEnabled()
    await expect(page.getByRole('link', { name: problem.myRuns })).toHaveAttribute('href', '/runs')
    expect(troubles).toEqual([])
  } finally {
    await stack.close()
    await postgres.stop()
  }
})
