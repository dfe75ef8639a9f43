import { createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto'

const TIMEOUT_MS = 5000

/** Key ids to public keys of an issuer, kept; an unknown key id has them fetched again, as key rollover asks. */
export class Jwks {
  readonly #url: string
  #keys = new Map<string, KeyObject>()

  constructor(url: string) {
    this.#url = url
  }

  /** Undefined when the issuer has no such key. @throws Error when the issuer does not answer */
  async key(kid: string): Promise<KeyObject | undefined> {
    if (!this.#keys.has(kid)) this.#keys = await fetchKeys(this.#url)
    return this.#keys.get(kid)
  }

  clear(): void {
    this.#keys.clear()
  }
}

async function fetchKeys(url: string): Promise<Map<string, KeyObject>> {
  const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) })
  if (!response.ok) throw new Error(`${url} answers ${response.status}`)
  const { keys } = (await response.json()) as { keys: (JsonWebKey & { kid?: string })[] }
  const rsa = keys.filter((key) => key.kty === 'RSA' && key.kid !== undefined)
  return new Map(rsa.map((key) => [key.kid ?? '', createPublicKey({ key, format: 'jwk' })]))
}
