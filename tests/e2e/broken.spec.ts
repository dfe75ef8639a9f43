import { expect, test } from 'playwright/test'
import { problem } from '../../lib/language/en/problem.ts'
import { hasPostgres, startPostgres } from '../support/postgres.ts'
import { startStack } from '../support/stack.ts'
import { startTcpProxy } from '../support/tcp-proxy.ts'

test('a page that cannot be made says so in plain words, and what to look at, with scripts and without (OPS-8)', async ({
  page,
  browser,
}) => {
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
    expect(response?.status()).toBe(503)
    await expect(page.getByRole('heading', { name: problem.brokenTitle })).toBeVisible()
    await expect(page.getByText(problem.brokenText)).toBeVisible()
    await expect(page.getByText(/^Reference [0-9a-f-]{36}:/)).toBeVisible()
    await expect(page.getByRole('link', { name: problem.tryAgain })).toHaveAttribute('href', '')
    await expect(page.getByRole('link', { name: problem.myRuns })).toHaveAttribute('href', '/runs')
    expect(troubles).toEqual([])

    const context = await browser.newContext({ javaScriptEnabled: false, baseURL: stack.portalUrl })
    const plain = await context.newPage()
    for (const path of ['/runs', '/sign-in', '/flows/ping-lakehouse', '/runs/0193d0f2-6b1a-7c3e-9a40-2f6d8e1b5c77']) {
      await context.addCookies(await page.context().cookies())
      expect((await plain.goto(path))?.status(), path).toBe(503)
      await expect(plain.getByRole('heading', { name: problem.brokenTitle })).toBeVisible()
      await expect(plain.getByText(problem.brokenText)).toBeVisible()
    }
    await context.close()
  } finally {
    await stack.close()
    await postgres.stop()
  }
})
