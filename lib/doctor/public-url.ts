import { type Finding, fail, ok, warn } from './finding'
import { isSilent, jsonIn, type Look, whySilent } from './look'

const CHECK = 'public URL'
const PROXY = 'trusted proxies'

/** What people's browsers meet, as far as it can be seen from this machine. */
export function publicUrlFinding(origin: string, look: Look): Finding {
  const isPlain = origin.startsWith('http://')
  if (isSilent(look)) {
    if (look.silence === 'certificate') {
      return fail(
        CHECK,
        `${origin} shows a certificate that is not trusted.`,
        'Give the proxy in front of the portal a certificate that browsers trust, with this name in it, and renew it in time.',
      )
    }
    return warn(
      CHECK,
      `${origin} does not answer from here: ${whySilent(look)}.`,
      'Start the portal; if it runs, the address may well answer elsewhere: open it with a browser.',
    )
  }
  if (look.status !== 200 || jsonIn(look).status !== 'ok') {
    const remedy = 'Mend NEXTAUTH_URL, or the proxy in front: it has to pass every path on, unchanged.'
    return warn(CHECK, `${origin} answers (status ${look.status}), but not as this portal does.`, remedy)
  }
  if (isPlain) return ok(CHECK, `${origin} answers; without TLS, and so on this machine alone.`)
  return ok(CHECK, `${origin} answers, and its certificate is trusted.`)
}

/** TLS ends in front of the portal, so somebody is there. */
export function proxyFindings(origin: string, trustedProxies: readonly string[]): Finding[] {
  if (origin.startsWith('http://')) return []
  if (trustedProxies.length > 0) return [ok(PROXY, `${trustedProxies.join(', ')} may say who is behind them.`)]
  return [
    warn(
      PROXY,
      'None is listed, though something in front of the portal speaks TLS.',
      'Name its address in LAKEPORT_TRUSTED_PROXIES, or logs and limits take everybody for the proxy.',
    ),
  ]
}
