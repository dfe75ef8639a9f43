import { type Asked, explain, isAboutResource, numberIn } from './entra-numbers'
import { type Finding, fail, ok, warn } from './finding'
import { isSilent, type Look, whySilent } from './look'

const REDIRECT = 'redirect URI'
const CONSENT = 'consent'

/**
 * What an authorization request with prompt=none, from nobody, came to. An answer that leads back to the portal says that
 * the address is registered, for a wrong one is shown on Entra's own page and never followed.
 */
export function redirectFinding(look: Look, asked: Asked): Finding {
  if (isSilent(look)) return warn(REDIRECT, `Not known: ${whySilent(look)}.`, 'Mend the authority first.')
  if (look.location && leadsTo(asked.redirectUri, look.location)) {
    return ok(REDIRECT, `${asked.redirectUri} is registered.`)
  }
  const number = numberIn(look.text)
  if (number) {
    const { says, remedy } = explain(number, asked)
    return isAboutResource(number)
      ? warn(REDIRECT, 'Not known: Entra ID looks at it only when the resource is right.', remedy)
      : fail(REDIRECT, says, remedy)
  }
  return warn(
    REDIRECT,
    `Not known: Entra ID shows a page (status ${look.status}) without a number.`,
    `Sign in with a browser; if Entra ID refuses, register ${asked.redirectUri}.`,
  )
}

/** What people have consented to so far, as the portal has seen it; `undefined` where that cannot be looked at. */
export interface Consents {
  readonly connected: number
  readonly missing: number
}

/** Whether tokens for the resource can be had at all. Whether each person may have one, only a sign-in of theirs tells. */
export function consentFinding(
  look: Look,
  credentialNumber: string | undefined,
  asked: Asked,
  consents: Consents | undefined,
): Finding {
  const said = isSilent(look) ? '' : `${errorIn(look.location)} ${look.text}`
  const number = [credentialNumber, numberIn(said)].find((found) => found !== undefined && isAboutResource(found))
  if (number) {
    const { says, remedy } = explain(number, asked)
    return fail(CONSENT, says, remedy)
  }
  if (isSilent(look)) return warn(CONSENT, `Not known: ${whySilent(look)}.`, 'Mend the authority first.')
  if (consents && consents.missing > 0) {
    return warn(
      CONSENT,
      `People who wait for consent to Azure Databricks: ${consents.missing}. With tokens: ${consents.connected}.`,
      'Grant admin consent in the app registration: API permissions.',
    )
  }
  if (consents && consents.connected > 0)
    return ok(CONSENT, `People with tokens for Databricks: ${consents.connected}.`)
  return ok(
    CONSENT,
    `Entra ID takes the resource ${asked.resourceId}; whether people may consent shows with the first sign-in.`,
  )
}

/** What came back with an answer to the portal. */
function errorIn(location = ''): string {
  return URL.parse(location)?.searchParams.get('error_description') ?? ''
}

function leadsTo(redirectUri: string, location: string): boolean {
  return (
    location === redirectUri || (/^[?#]/.test(location.slice(redirectUri.length)) && location.startsWith(redirectUri))
  )
}
