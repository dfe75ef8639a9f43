import { pressFlow, runStatus } from '../support/run-pages.ts'
import { expect, test as shared } from '../support/scenario.ts'
import { SmtpListener } from '../support/smtp-listener.ts'
import { type Stack, startStack } from '../support/stack.ts'

const STACK_TIMEOUT_MS = 120_000
const USER = 'user@contoso.example'

/** A portal with a mail server on this machine. */
const test = shared.extend<object, { mail: { server: SmtpListener; port: number }; stack: Stack }>({
  mail: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads a fixture's needs from this pattern
    async ({}, use) => {
      const server = new SmtpListener()
      await use({ server, port: await server.start() })
      await server.stop()
    },
    { scope: 'worker' },
  ],
  stack: [
    async ({ mail: { port } }, use) => {
      const smtp = { LAKEPORT_SMTP_HOST: '127.0.0.1', LAKEPORT_SMTP_PORT: String(port), LAKEPORT_SMTP_TLS: 'none' }
      const stack = await startStack({ env: { ...smtp, LAKEPORT_MAIL_FROM: 'lakeport@contoso.example' } })
      await use(stack)
      await stack.close()
    },
    { scope: 'worker', timeout: STACK_TIMEOUT_MS },
  ],
})

test('without scripts: who asks for it is told of the end of a run by e-mail, and by none of what was not asked for', async ({
  openAs,
  mail: { server },
  taskTimes,
}) => {
  await taskTimes('ping-lakehouse', 100)
  const page = await openAs(USER, { javaScriptEnabled: false })
  const watching = await openAs(USER)
  await pressFlow(watching, 'ping-lakehouse')
  await expect(runStatus(watching)).toHaveText('Succeeded')

  await page.goto('/notices/settings')
  await page.getByRole('checkbox', { name: 'A run is done: By e-mail' }).check()
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByRole('status').filter({ hasText: 'Saved' })).toBeVisible()
  const runId = await pressFlow(watching, 'ping-lakehouse')
  await expect(runStatus(watching)).toHaveText('Succeeded')
  await expect.poll(() => server.mails.length).toBe(1)
  const [told] = server.mails
  expect(told?.to).toEqual([USER])
  expect(told?.data).toMatch(/^Subject: Ping the lakehouse, run \d+: Succeeded$/m)
  expect(told?.data.replaceAll('=\r\n', '')).toContain(`/runs/${runId}`)
})
