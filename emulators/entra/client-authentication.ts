import { X509Certificate } from 'node:crypto'
import type { Call } from '../kit/http.ts'
import { checkClientAssertion } from './client-assertion.ts'
import { type Entra, findApp } from './entra.ts'
import { AadError } from './errors.ts'
import type { App } from './state.ts'
import type { ClientProof } from './tokens.ts'

export interface AuthenticatedClient {
  app: App
  proof: ClientProof
}

const JWT_BEARER = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'

/** Who asks for tokens: secret in the body or in Basic, or a client assertion. @throws AadError */
export function authenticateClient(entra: Entra, call: Call, form: URLSearchParams): AuthenticatedClient {
  const basic = readBasic(call.headers.authorization)
  const app = findApp(entra, call.params.tenant ?? '', form.get('client_id') ?? basic?.clientId ?? null)
  const secret = form.get('client_secret') || basic?.secret
  const assertion = form.get('client_assertion')
  if (app.publicClient) {
    if (secret || assertion) throw new AadError(700025)
    return { app, proof: 0 }
  }
  if (assertion) {
    const type = form.get('client_assertion_type') ?? ''
    if (type !== JWT_BEARER) throw new AadError(90023, { parameter: 'client_assertion_type', value: type })
    checkClientAssertion(entra, app, assertion)
    return { app, proof: 2 }
  }
  if (!secret) throw new AadError(7000218)
  checkSecret(app, secret)
  return { app, proof: 1 }
}

function checkSecret({ secrets, clientId }: App, presented: string): void {
  const known = secrets.find(({ value }) => value === presented)
  if (!known) throw new AadError(7000215, { clientId })
  if (known.expired) throw new AadError(7000222, { clientId })
}

/** Both halves are form-encoded before they are joined (RFC 6749, section 2.3.1). */
function readBasic(header: string | undefined): { clientId: string; secret: string } | undefined {
  const encoded = /^Basic ([\w+/=-]+)$/i.exec(header ?? '')?.[1]
  if (!encoded) return undefined
  const [clientId = '', ...secret] = Buffer.from(encoded, 'base64').toString('utf8').split(':')
  return { clientId: formDecoded(clientId), secret: formDecoded(secret.join(':')) }
}

function formDecoded(text: string): string {
  return new URLSearchParams(`value=${text.replaceAll('&', '%26')}`).get('value') ?? ''
}

/** SHA-256 of the certificate in base64url, the `x5t#S256` of an assertion. */
export function thumbprintSha256(pem: string): string {
  return Buffer.from(new X509Certificate(pem).fingerprint256.replaceAll(':', ''), 'hex').toString('base64url')
}
