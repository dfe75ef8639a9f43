import { type Asked, explain, numberIn } from './entra-numbers'
import { type Finding, fail, ok, warn } from './finding'
import { isSilent, jsonIn, type Look, whySilent } from './look'

const CHECK = 'authority'

/** Where the portal expects Entra ID's endpoints: it asks nobody for them. */
export interface Endpoints {
  readonly issuer: string
  readonly authorize: string
  readonly token: string
}

/** Whether the authority answers, and speaks for this tenant. */
export function authorityFinding(look: Look, expected: Endpoints, asked: Asked): Finding {
  const { origin } = new URL(expected.issuer)
  if (isSilent(look)) {
    return fail(
      CHECK,
      `${origin} cannot be reached: ${whySilent(look)}.`,
      'Open the way there (firewall, DNS, NODE_EXTRA_CA_CERTS for an authority of your own), or mend AZURE_AUTHORITY_HOST.',
    )
  }
  const number = numberIn(look.text)
  if (number) {
    const { says, remedy } = explain(number, asked)
    return fail(CHECK, says, remedy)
  }
  const document = jsonIn(look)
  if (look.status !== 200 || typeof document.issuer !== 'string') return strangerAt(origin, look.status)
  return differs(document, expected) ?? ok(CHECK, `${origin} answers for tenant ${asked.tenantId}.`)
}

function strangerAt(origin: string, status: number): Finding {
  const remedy = 'Mend AZURE_AUTHORITY_HOST; a proxy on the way must let it through unchanged.'
  if (status >= 500 || status === 429) {
    return warn(CHECK, `${origin} answers with status ${status}.`, 'Try again in a few minutes.')
  }
  return fail(CHECK, `${origin} answers (status ${status}), but not as Entra ID does.`, remedy)
}

function differs(document: Readonly<Record<string, unknown>>, expected: Endpoints): Finding | undefined {
  const pairs: [name: string, found: unknown, wanted: string][] = [
    ['issuer', document.issuer, expected.issuer],
    ['authorization endpoint', document.authorization_endpoint, expected.authorize],
    ['token endpoint', document.token_endpoint, expected.token],
  ]
  const wrong = pairs.find(([, found, wanted]) => found !== wanted)
  if (!wrong) return undefined
  const [name, found, wanted] = wrong
  return fail(
    CHECK,
    `It names another ${name}, ${String(found).slice(0, 200)} in place of ${wanted}.`,
    'Set AZURE_AUTHORITY_HOST and AZURE_TENANT_ID to those of the app registration’s own cloud and directory.',
  )
}
