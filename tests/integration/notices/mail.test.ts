import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest'
import type { Viewer } from '@/lib/identity/viewer'
import { chooseWishes } from '@/lib/notices/server/choose-wishes'
import { listNotices } from '@/lib/notices/server/own-notices'
import { sendMail } from '@/lib/notices/server/send-mail'
import { sendTest } from '@/lib/notices/server/send-test'
import { SAMPLE_FLOWS } from '@/tests/integration/runs/sample-flows'
import { describePortal } from '@/tests/support/in-process-portal'
import { SmtpListener } from '@/tests/support/smtp-listener'
import { until } from '@/tests/support/until'

const USER = 'user@contoso.example'
const BY_MAIL = { end: ['email'], failure: ['email'], wait: [] } as const

const server = new SmtpListener()
let port = 0
beforeAll(async () => {
  port = await server.start()
  const settings = { LAKEPORT_SMTP_PORT: String(port), LAKEPORT_SMTP_HOST: '127.0.0.1', LAKEPORT_SMTP_TLS: 'none' }
  Object.assign(process.env, settings, { LAKEPORT_MAIL_FROM: 'lakeport@contoso.example' })
})
afterEach(() => server.forget())
afterAll(() => server.stop())

describePortal('an e-mail', SAMPLE_FLOWS, (portal) => {
  const db = () => portal.store().kysely
  const ended = async (viewer: Viewer): Promise<string> => {
    const runId = await portal.press(viewer, 'refresh-sales', { region: 'EMEA', top_n: '10' })
    await portal.databricks().advanceClock(1_200_000)
    await portal.untilRun(viewer, runId, ({ run }) => run.state === 'done')
    return runId
  }
  const asked = async (): Promise<Viewer> => {
    const user = await portal.signIn(USER)
    await chooseWishes(user, undefined, BY_MAIL)
    return user
  }
  const deliveries = async () =>
    db().selectFrom('deliveries').select(['tries', 'problem', 'sent_at', 'given_up_at', 'due_at']).execute()
  const untilDelivery = (holds: (row: Awaited<ReturnType<typeof deliveries>>[number] | undefined) => boolean) =>
    until(deliveries, ([row]) => holds(row))
  const audited = async () =>
    (
      await sql<{ outcome: string; reason: string | null }>`
      select outcome, reason from audit where action = 'notice.send' order by position desc limit 1`.execute(db())
    ).rows

  it('tells whoever asked for it of the end of a run: its flow, state and times, and nothing that was typed or came of it', async () => {
    const user = await asked()
    const runId = await ended(user)
    await untilDelivery((row) => row?.sent_at !== null && row?.sent_at !== undefined)
    expect(server.mails).toHaveLength(1)
    const [{ from, to, data } = { from: '', to: [], data: '' }] = server.mails
    expect([from, to]).toEqual(['lakeport@contoso.example', [USER]])
    expect(data).toMatch(/^Subject: .+, run \d+: Succeeded$/m)
    expect(data.replaceAll('=\r\n', '')).toContain(`/runs/${runId}`)
    for (const told of ['EMEA', 'top_n', 'Contoso', 'revenue']) expect(data).not.toContain(told)
    expect(await audited()).toEqual([{ outcome: 'done', reason: null }])
    expect((await listNotices(user, undefined)).notices).toEqual([]) // not in the portal: that was not asked for
  })

  it('that the server cannot take just then is sent later, as the same mail', async () => {
    server.answers.set('DATA-END', '451 later')
    await ended(await asked())
    const [row] = await untilDelivery((one) => one?.tries === 1)
    expect(row).toMatchObject({ problem: 'busy', sent_at: null, given_up_at: null })
    expect((row?.due_at?.getTime() ?? 0) - Date.now()).toBeGreaterThan(10_000)
    server.answers.clear()
    await sql`update deliveries set due_at = now()`.execute(db())
    await untilDelivery((one) => one?.sent_at !== null)
    const ids = server.mails.map(({ data }) => /^Message-ID: (.+)$/m.exec(data)?.[1])
    expect(ids).toEqual([expect.stringMatching(/^<[0-9a-f-]{36}@/), ids[0]])
  })

  it('that is refused, or was not taken for a day, is given up, and the bell says so', async () => {
    const user = await asked()
    server.answers.set('RCPT', '550 nobody of this name')
    await ended(user)
    await untilDelivery((row) => row?.given_up_at !== null)
    const given = { deliveries: [{ way: 'email', state: 'given_up', problem: 'refused' }], isRead: false }
    expect((await listNotices(user, undefined)).notices).toMatchObject([given])
    expect(await audited()).toEqual([{ outcome: 'failed', reason: 'refused' }])
    server.answers.set('RCPT', '451 later')
    await sql`update deliveries set given_up_at = null, problem = null, due_at = now(), created_at = now() - interval '25 hours'`.execute(
      db(),
    )
    await untilDelivery((row) => row?.given_up_at !== null)
    expect(await deliveries()).toMatchObject([{ problem: 'busy', due_at: null }])
  })

  it('can be had as a test, once a minute', async () => {
    const user = await portal.signIn(USER)
    await sendTest(user)
    await expect(sendTest(user)).rejects.toMatchObject({ code: 'too_many_requests' })
    await untilDelivery((row) => row?.sent_at !== null)
    expect(server.mails).toMatchObject([{ to: [USER] }])
    expect((await listNotices(user, undefined)).notices).toMatchObject([
      { event: 'test', deliveries: [{ state: 'sent' }] },
    ])
  })
})

const MAIL = { subject: 'a', text: 'b', html: 'c', messageId: '<d@contoso.example>' }
const settings = () => ({
  ...{ host: '127.0.0.1', port, from: 'lakeport@contoso.example', passwordFile: undefined },
  ...{ user: 'lakeport', password: 'p4ss~canary' },
})

it('goes over TLS or not at all: a server without it gets neither the password nor the mail', async () => {
  const sent = await sendMail({ ...settings(), tls: 'starttls' }, { ...MAIL, to: USER })
  expect(sent).toBe('unreachable')
  expect(server.commands.join('\n')).not.toMatch(/AUTH|MAIL|RCPT/)
  expect(server.mails).toEqual([])
})

it('leaves the password out of every line of the log when the server says no to it (AUD-5)', async () => {
  const lines: string[] = []
  const spy = vi.spyOn(process.stdout, 'write').mockImplementation((text) => lines.push(String(text)) > 0)
  server.answers.set('EHLO', '250-hello\r\n250 AUTH PLAIN LOGIN')
  const password = Buffer.from('\0lakeport\0p4ss~canary').toString('base64')
  server.answers.set('AUTH', `535 no: ${password}`)
  expect(await sendMail({ ...settings(), tls: 'none' }, { ...MAIL, to: USER })).toBe('sign_in')
  spy.mockRestore()
  expect(server.commands.join('\n')).toContain(password)
  expect(lines.join('')).not.toMatch(new RegExp(`p4ss~canary|${password.replaceAll('+', '\\+')}`))
})

it.each(['user@contoso.example\r\nBcc: all@contoso.example', 'a@contoso.example, b@contoso.example', 'maker', ''])(
  'goes to one address and to no other: %j gets nothing',
  async (to) => {
    expect(await sendMail({ ...settings(), tls: 'none' }, { ...MAIL, to })).toBe('no_address')
    expect(server.commands).toEqual([])
  },
)
