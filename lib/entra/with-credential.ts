import 'server-only'
import type { ClientCredential } from '@/lib/config'
import { PortalError } from '@/lib/errors'
import { log } from '@/lib/log'
import type { EntraApplication } from './application'
import { portalErrorOf } from './failure'

type Work<T> = (credential: ClientCredential) => Promise<T>

/**
 * Does `work` with the application's credential, and once more with its next one when Entra refuses the first or it cannot
 * be read (AUTH-8): so a credential is replaced without a moment at which none works. The one that was taken last comes
 * first in this process. Entra refuses a client before it looks at what the client brings, so no code is used up by it.
 * @throws PortalError
 */
export async function withCredential<T>(application: EntraApplication, work: Work<T>): Promise<T> {
  const [first, other] = inOrder(application)
  try {
    return await trying(work, first)
  } catch (refusal) {
    if (!other || !isAboutCredential(refusal)) throw refusal
    const answer = await trying(work, other).catch((thrown: unknown) => {
      throw isAboutCredential(thrown) ? refusal : thrown
    })
    remember(application, other, refusal)
    return answer
  }
}

async function trying<T>(work: Work<T>, credential: ClientCredential): Promise<T> {
  try {
    return await work(credential)
  } catch (thrown) {
    throw portalErrorOf(thrown)
  }
}

/** `invalid_client`, or a file that is not what it should be. */
function isAboutCredential(thrown: unknown): boolean {
  if (!(thrown instanceof PortalError) || thrown.code !== 'entra_configuration') return false
  return thrown.facts.error === undefined || thrown.facts.error === 'invalid_client'
}

interface Shared {
  entraTakesNext?: Map<string, boolean>
}

function taken(): Map<string, boolean> {
  const shared = globalThis as Shared
  shared.entraTakesNext ??= new Map()
  return shared.entraTakesNext
}

function nameOf({ authorityHost, clientId }: EntraApplication): string {
  return `${authorityHost} ${clientId}`
}

function inOrder(application: EntraApplication): [ClientCredential, ClientCredential | undefined] {
  const { credential, nextCredential } = application
  if (!nextCredential) return [credential, undefined]
  return taken().get(nameOf(application)) ? [nextCredential, credential] : [credential, nextCredential]
}

function remember(application: EntraApplication, credential: ClientCredential, refusal: unknown): void {
  taken().set(nameOf(application), credential === application.nextCredential)
  const { aadsts } = refusal instanceof PortalError ? refusal.facts : {}
  log('warn', 'entra.other_credential', { clientId: application.clientId, kind: credential.kind, refused: aadsts })
}
