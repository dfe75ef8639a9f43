import type { Cast, Who } from './cast'
import { CONNECTORS, generalOf, SLUGS, shownAt } from './connectors-of-cast'
import type { Row } from './expectations'

interface Answers {
  readonly only: (who: readonly Who[], inside: string, refused: string, outside: string) => Row['outcomes']
  readonly signIn: string
  readonly signedOut: string
}

const [SLUG] = SLUGS
const [NAME] = CONNECTORS
const MAKERS: readonly Who[] = ['maker', 'admin']
const PATH = `/make/connectors/${SLUG}`

/** Makers look at connectors, Admins make and change them. */
export function connectorRows({ only, signIn, signedOut }: Answers): readonly Row[] {
  const page = (entry: string, path: string, who: readonly Who[]): Row => ({
    entry: `page ${entry}`,
    on: path,
    ask: (ask) => ask.get(path),
    outcomes: only(who, '200 page', '403 not permitted', signIn),
  })
  const unknown = (entry: string, path: string, who: readonly Who[]): Row => ({
    ...page(entry, path, who),
    outcomes: only(who, '404 nothing here', '403 not permitted', signIn),
  })
  /** The page that a form was posted to comes back, as far as whoever posted it may see it. */
  const action = (name: string, path: string, inside: string, fields: Fields, on?: string): Row => ({
    entry: `action ${name}`,
    ...(on !== undefined && { on }),
    ask: async (ask, cast) => ask.edit(name, path, await fields(cast)),
    outcomes: {
      ...only(['admin'], inside, '403 not permitted', signedOut),
      ...(path === PATH && { maker: '403 page' }),
    },
  })
  return [
    page('/make/connectors', '/make/connectors', MAKERS),
    page('/make/connectors/new', '/make/connectors/new', ['admin']),
    page('/make/connectors/[slug]', PATH, MAKERS),
    unknown('/make/connectors/[slug]', '/make/connectors/unknown', MAKERS),
    page('/make/connectors/[slug]/security', `${PATH}/security`, ['admin']),
    unknown('/make/connectors/[slug]/security', '/make/connectors/unknown/security', ['admin']),
    page('/make/connectors/[slug]/entra', `${PATH}/entra`, ['admin']),
    unknown('/make/connectors/[slug]/entra', '/make/connectors/unknown/entra', ['admin']),
    // Its host may not be called, so that there are not more of them with every row.
    action('createConnectorAction', '/make/connectors/new', '200 page', () => ({
      ...generalOf('One more', 'https://evil.example'),
      actions: 'ready',
    })),
    action('saveGeneralAction', PATH, `303 to ${PATH}?saved=:n`, generalNow),
    action('saveGeneralAction', PATH, '404 page', unknownOf(generalNow), 'unknown'),
    action('saveSecurityAction', `${PATH}/security`, `303 to ${PATH}/security?saved=:n`, securityNow),
    action('saveSecurityAction', `${PATH}/security`, '404 page', unknownOf(securityNow), 'unknown'),
    action('deleteConnectorAction', PATH, '200 page', () => ({ slug: 'azure-databricks', agreed: 'on' })),
    action('deleteConnectorAction', PATH, '404 page', () => ({ slug: 'unknown', agreed: 'on' }), 'unknown'),
  ]
}

type Posted = Readonly<Record<string, string>>
type Fields = (cast: Cast) => Posted | Promise<Posted>

function unknownOf(fields: Fields): Fields {
  return async (cast) => ({ ...(await fields(cast)), slug: 'unknown' })
}

/** As the form of the step General would post it now. */
export async function generalNow({ browsers: { admin } }: Cast): Promise<Record<string, string>> {
  const { version, host } = await shownAt(admin, PATH)
  return { ...generalOf(NAME, `http://${host}`), slug: SLUG, version }
}

export async function securityNow({ browsers: { admin } }: Cast): Promise<Record<string, string>> {
  const { version } = await shownAt(admin, `${PATH}/security`)
  const resourceId = '2ff814a6-3304-4ab8-85cb-cd0e6f879c1d'
  return { slug: SLUG, version, resourceId, roles: 'Portal.Maker', people: '' }
}
