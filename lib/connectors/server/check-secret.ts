import 'server-only'
import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto'
import type { ConnectorWords } from '@/lib/language/words'
import { type Parsed, parsed, refused } from '@/lib/result'

const MOST_SECRET = 500
const MOST_PEM = 20_000
const LEAST_KEY_BITS = 2_048
/** What Entra makes is of these alone. */
const SECRET = /^[\x21-\x7e]+$/
const PRIVATE_KEY = /-----BEGIN (?:RSA )?PRIVATE KEY-----[\s\S]+?-----END (?:RSA )?PRIVATE KEY-----/
const CERTIFICATE = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/

/** As typed: a secret or a certificate, and of a secret the day on which it ends. */
export interface SecretTexts {
  readonly secret: string
  readonly certificate: string
  /** As a date field has it, 2026-11-03; '' where nobody said. */
  readonly expires: string
}

/** A secret to be sealed at once. */
export interface ReadSecret {
  readonly kind: 'secret' | 'certificate'
  readonly text: string
  /** SHA-256 in hex, as Entra shows it. */
  readonly thumbprint: string | undefined
  readonly expiresAt: Date | undefined
}

/** One of the two, that could work at all. What it is never stands in what is said of it. */
export function checkSecret(
  { secret, certificate, expires }: SecretTexts,
  words: ConnectorWords,
  now: Date,
): Parsed<ReadSecret> {
  const [text, pem] = [secret.trim(), certificate.trim()]
  if ((text === '') === (pem === '')) return refused([{ field: 'secret', message: words.issues.oneSecret }])
  return pem === '' ? plainSecret(text, expires, words, now) : certificateIn(pem, words, now)
}

function plainSecret(text: string, expires: string, words: ConnectorWords, now: Date): Parsed<ReadSecret> {
  if (text.length > MOST_SECRET || !SECRET.test(text)) {
    return refused([{ field: 'secret', message: words.issues.secret }])
  }
  const expiresAt = expires === '' ? undefined : new Date(`${expires}T00:00:00Z`)
  if (expiresAt && !(expiresAt > now)) return refused([{ field: 'expires', message: words.issues.expires }])
  return parsed({ kind: 'secret', text, thumbprint: undefined, expiresAt })
}

function certificateIn(text: string, words: ConnectorWords, now: Date): Parsed<ReadSecret> {
  const issue = (message: string): Parsed<ReadSecret> => refused([{ field: 'certificate', message }])
  const [pem] = CERTIFICATE.exec(text) ?? []
  const [key] = PRIVATE_KEY.exec(text) ?? []
  if (text.length > MOST_PEM || pem === undefined || key === undefined) return issue(words.issues.pem)
  const certificate = read(() => new X509Certificate(pem))
  const privateKey = read(() => createPrivateKey(key))
  if (!certificate || !privateKey || !isStrong(privateKey)) return issue(words.issues.pem)
  if (!certificate.checkPrivateKey(privateKey)) return issue(words.issues.otherKey)
  if (certificate.validToDate <= now) return issue(words.issues.ended)
  const thumbprint = certificate.fingerprint256.replaceAll(':', '')
  // Nothing but the two that were looked at is kept.
  return parsed({ kind: 'certificate', text: `${pem}\n${key}\n`, thumbprint, expiresAt: certificate.validToDate })
}

function isStrong({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): boolean {
  return asymmetricKeyType === 'rsa' && (asymmetricKeyDetails?.modulusLength ?? 0) >= LEAST_KEY_BITS
}

/** Whatever is wrong with what a person pasted, it is not read. */
function read<T>(work: () => T): T | undefined {
  try {
    return work()
  } catch {
    return undefined
  }
}
