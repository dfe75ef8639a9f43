/** The headers of a request that say where it came from; `own` is the portal's origin. */
export type SentFrom = (own: string) => Record<string, string>

const EVIL = 'https://evil.contoso.example'

/** Other sites, and what may pretend not to be one. */
export const FOREIGN: readonly [string, SentFrom][] = [
  ['nothing that says where it came from', () => ({})],
  ['another origin', () => ({ origin: EVIL })],
  ['no origin that is told', () => ({ origin: 'null' })],
  ['an empty origin', () => ({ origin: '' })],
  ['our origin with a slash', (own) => ({ origin: `${own}/` })],
  ['our origin at another port', (own) => ({ origin: own.replace(/\d+$/, '1') })],
  ['our origin over https', (own) => ({ origin: own.replace('http:', 'https:') })],
  ['our origin as a beginning', (own) => ({ origin: `${own}.evil.contoso.example` })],
  ['another origin, called same by Fetch Metadata', () => ({ origin: EVIL, 'sec-fetch-site': 'same-origin' })],
  ['another site', () => ({ 'sec-fetch-site': 'cross-site' })],
  ['a sister site', () => ({ 'sec-fetch-site': 'same-site' })],
  ['a person’s own doing', () => ({ 'sec-fetch-site': 'none' })],
  ['another origin that the forwarded host agrees with', () => forwarded('evil.contoso.example')],
  ['another origin and a forwarded list', (own) => forwarded(`evil.contoso.example, ${new URL(own).host}`)],
  ['a referrer of ours alone', (own) => ({ referer: `${own}/` })],
]

/** Our own pages, as browsers of different kinds tell it. */
export const OWN: readonly [string, SentFrom][] = [
  ['our origin', (own) => ({ origin: own })],
  ['no origin, but same by Fetch Metadata', () => ({ 'sec-fetch-site': 'same-origin' })],
  ['our origin, whatever was forwarded', (own) => ({ ...forwarded('evil.contoso.example'), origin: own })],
]

function forwarded(host: string): Record<string, string> {
  return {
    origin: EVIL,
    'x-forwarded-host': host,
    'x-forwarded-proto': 'https',
    forwarded: `host=${host};proto=https`,
  }
}
