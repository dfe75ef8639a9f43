import 'server-only'
import type { ClientCredential, Config } from '@/lib/config'
import { expiryOf } from '@/lib/entra/credential-expiry'
import { PortalError } from '@/lib/errors'
import { describeError, log } from '@/lib/log'

/** A credential that ends soon, or has ended. */
export interface CredentialNotice {
  readonly kind: 'secret' | 'certificate'
  /** Epoch ms. */
  readonly expiresAt: number
  readonly hasEnded: boolean
  /** Another one is set that goes on beyond the warning time, or about whose end nobody said anything. */
  readonly isReplaced: boolean
}

type Credentials = Pick<Config, 'credential' | 'nextCredential' | 'credentialWarningMs'>

/** Those of the portal's credentials that end within the warning time (AUTH-8). */
export function endingCredentials(
  { credential, nextCredential, credentialWarningMs }: Credentials,
  now: number,
): CredentialNotice[] {
  const credentials = [credential, ...(nextCredential ? [nextCredential] : [])]
  const withEnds = credentials.map((given) => ({ kind: given.kind, expiresAt: endOf(given) }))
  return endingOf(withEnds, credentialWarningMs, now)
}

interface Ending {
  readonly kind: ClientCredential['kind']
  /** Epoch ms. */
  readonly expiresAt: number | undefined
}

/** Of credentials for one and the same registration, those that end within the warning time. */
export function endingOf(credentials: readonly Ending[], warningMs: number, now: number): CredentialNotice[] {
  const goesOn = (end: number | undefined) => end === undefined || end - now > warningMs
  return credentials.flatMap(({ kind, expiresAt }, at) => {
    if (kind === 'federated' || expiresAt === undefined || goesOn(expiresAt)) return []
    const isReplaced = credentials.some((other, place) => place !== at && goesOn(other.expiresAt))
    return [{ kind, expiresAt, hasEnded: expiresAt <= now, isReplaced }]
  })
}

/** One that cannot be read is as good as over. */
function endOf(credential: ClientCredential): number | undefined {
  try {
    return expiryOf(credential)?.getTime()
  } catch (thrown) {
    if (!(thrown instanceof PortalError)) throw thrown
    log('error', 'credential.unreadable', { kind: credential.kind, ...describeError(thrown) })
    return 0
  }
}
