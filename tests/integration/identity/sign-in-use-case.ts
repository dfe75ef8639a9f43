import { randomUUID } from 'node:crypto'
import { type SignedIn, signIn } from '@/lib/identity/server/sign-in'
import { REDIRECT_URI, signIn as signInAtEntra } from '../emulators/entra-support.ts'

/** What a sign-in was made of, for a test to look for where it must not be. */
export interface Signed extends SignedIn {
  readonly code: string
  readonly codeVerifier: string
  readonly correlationId: string
}

/** As the callback route signs a person in, without a browser. */
export async function signedIn(entraUrl: string, upn: string, change: { nonce?: string } = {}): Promise<Signed> {
  const { code, verifier: codeVerifier } = await signInAtEntra(entraUrl, upn)
  const correlationId = randomUUID()
  const done = await signIn({
    code,
    codeVerifier,
    nonce: change.nonce ?? 'nonce-1',
    redirectUri: REDIRECT_URI,
    correlationId,
    request: { id: correlationId, address: '192.0.2.7', agent: 'test' },
  })
  return { ...done, code, codeVerifier, correlationId }
}
