import 'server-only'
import { readFile } from 'node:fs/promises'
import { createTransport } from 'nodemailer'
import type { MailSettings } from '@/lib/config'
import type { DeliveryProblem } from '@/lib/notices/delivery'
import { isMailAddress, type MailContent } from '@/lib/notices/mail'

const CONNECT_MS = 5_000
const SILENCE_MS = 15_000
const DNS_MS = 5_000

/** Codes of nodemailer. */
const PROBLEMS: Readonly<Record<string, DeliveryProblem>> = {
  EAUTH: 'sign_in',
  ENOAUTH: 'sign_in',
  EOAUTH2: 'sign_in',
}

interface Mail extends MailContent {
  readonly to: string
  /** The same for every try: who gets it twice sees it once. */
  readonly messageId: string
}

/**
 * Hands a mail to the server of the settings, over TLS unless they say that it is this very machine. Answers why it was not
 * taken. What the server said is not kept: it may hold what was sent to it.
 */
export async function sendMail(settings: MailSettings, { to, ...mail }: Mail): Promise<DeliveryProblem | undefined> {
  if (!isMailAddress(to)) return 'no_address'
  const transport = createTransport({
    host: settings.host,
    port: settings.port,
    secure: settings.tls === 'implicit',
    requireTLS: settings.tls === 'starttls',
    ignoreTLS: settings.tls === 'none',
    ...(settings.user !== undefined && { auth: { user: settings.user, pass: await passwordOf(settings) } }),
    connectionTimeout: CONNECT_MS,
    greetingTimeout: SILENCE_MS,
    socketTimeout: SILENCE_MS,
    dnsTimeout: DNS_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  try {
    await transport.sendMail({
      ...mail,
      from: { name: 'Lakeport', address: settings.from },
      to: { name: '', address: to },
    })
    return undefined
  } catch (thrown) {
    return problemOf(thrown)
  } finally {
    transport.close()
  }
}

/** Read anew each time: whoever looks after the file may change it. */
async function passwordOf({ password, passwordFile }: MailSettings): Promise<string> {
  return passwordFile === undefined ? (password ?? '') : (await readFile(passwordFile, 'utf8')).trim()
}

function problemOf(thrown: unknown): DeliveryProblem {
  const { code, responseCode } = thrown as { code?: unknown; responseCode?: unknown }
  if (typeof code === 'string' && PROBLEMS[code]) return PROBLEMS[code]
  if (typeof responseCode !== 'number') return 'unreachable'
  return responseCode >= 500 ? 'refused' : 'busy'
}
