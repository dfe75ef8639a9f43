import { randomUUID } from 'node:crypto'
import type { Cast, Who } from './cast'
import { CONNECTORS, generalOf, REGISTRATION, SLUGS, shownAt } from './connectors-of-cast'
import { DEFINITION_FORMS } from './definition-forms'
import type { Row } from './expectations'

interface Answers {
  readonly only: (who: readonly Who[], inside: string, refused: string, outside: string) => Row['outcomes']
  readonly signIn: string
  readonly signedOut: string
}

const [SLUG] = SLUGS
const [NAME] = CONNECTORS
const MAKERS: readonly Who[] = ['maker', 'admin']
const FIRST_TEST = '/make/connectors/azure-databricks/test'
const NEW = '/make/connectors/new'
const IMPORT = '/make/connectors/import'
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
      ...(path !== NEW &&
        path !== IMPORT &&
        !/\/(security|test|versions)$/.test(path) && {
          maker: path.endsWith('?action=') ? '404 nothing here' : '403 page',
        }),
    },
  })
  return [
    page('/make/connectors', '/make/connectors', MAKERS),
    page('/make/connectors/new', '/make/connectors/new', ['admin']),
    page('/make/connectors/import', IMPORT, ['admin']),
    // A host that may not be called, as above.
    action('importConnectorAction', IMPORT, '200 page', () => importFields('evil.example')),
    {
      entry: 'GET /api/connectors/[slug]/[file]',
      on: 'a file',
      ask: (ask) => ask.get(`/api/connectors/${SLUG}/apiProperties.json`),
      outcomes: only(['admin'], '200 properties', '403 not_permitted', '401 sign_in_required'),
    },
    {
      entry: 'GET /api/connectors/[slug]/[file]',
      on: 'unknown',
      ask: (ask) => ask.get('/api/connectors/unknown/apiProperties.json'),
      outcomes: only(['admin'], '404 not_found', '403 not_permitted', '401 sign_in_required'),
    },
    page('/make/connectors/[slug]', PATH, MAKERS),
    unknown('/make/connectors/[slug]', '/make/connectors/unknown', MAKERS),
    page('/make/connectors/[slug]/security', `${PATH}/security`, ['admin']),
    unknown('/make/connectors/[slug]/security', '/make/connectors/unknown/security', ['admin']),
    page('/make/connectors/[slug]/definition', `${PATH}/definition`, MAKERS),
    unknown('/make/connectors/[slug]/definition', '/make/connectors/unknown/definition', MAKERS),
    page('/make/connectors/[slug]/test', `${PATH}/test`, ['admin']),
    unknown('/make/connectors/[slug]/test', '/make/connectors/unknown/test', ['admin']),
    page('/make/connectors/[slug]/entra', `${PATH}/entra`, ['admin']),
    unknown('/make/connectors/[slug]/entra', '/make/connectors/unknown/entra', ['admin']),
    page('/make/connectors/[slug]/versions', `${PATH}/versions`, ['admin']),
    unknown('/make/connectors/[slug]/versions', '/make/connectors/unknown/versions', ['admin']),
    // Its host may not be called, so that there are not more of them with every row.
    action('createConnectorAction', NEW, '200 page', () => ({
      ...generalOf('One more', 'https://evil.example'),
      actions: 'ready',
    })),
    action('saveGeneralAction', PATH, `303 to ${PATH}?saved=:n`, generalNow),
    action('saveGeneralAction', PATH, '404 page', unknownOf(generalNow), 'unknown'),
    action('saveSecurityAction', `${PATH}/security`, `303 to ${PATH}/security?saved=:n`, securityNow),
    action('saveSecurityAction', `${PATH}/security`, '404 page', unknownOf(securityNow), 'unknown'),
    // Neither a secret nor a certificate, so that the secrets stay as they are.
    action('setSecretAction', `${PATH}/security`, '200 page', secretNow),
    action('setSecretAction', `${PATH}/security`, '404 page', unknownOf(secretNow), 'unknown'),
    action('changeSecretAction', `${PATH}/security`, '409 page', () => LATE_PROMOTION),
    action(
      'changeSecretAction',
      `${PATH}/security`,
      '404 page',
      unknownOf(() => LATE_PROMOTION),
      'unknown',
    ),
    // Of a state that is long over, and of an account that is none: nothing is called.
    action('makeAppAction', `${PATH}/security`, '409 page', () => LATE_APP),
    action(
      'makeAppAction',
      `${PATH}/security`,
      '404 page',
      unknownOf(() => LATE_APP),
      'unknown',
    ),
    action('readPublishedAppsAction', `${PATH}/security`, '200 page', () => NO_ACCOUNT),
    action(
      'readPublishedAppsAction',
      `${PATH}/security`,
      '404 page',
      unknownOf(() => NO_ACCOUNT),
      'unknown',
    ),
    action('deleteConnectorAction', PATH, '200 page', () => ({ slug: 'azure-databricks', agreed: 'on' })),
    action('deleteConnectorAction', PATH, '404 page', () => ({ slug: 'unknown', agreed: 'on' }), 'unknown'),
    action('testOperationAction', FIRST_TEST, `303 to ${FIRST_TEST}?operation=ListJobs&result=:id`, testFields),
    action('testOperationAction', FIRST_TEST, '404 page', unknownOf(testFields), 'unknown'),
    // To what is in force: nothing is changed.
    action('restoreVersionAction', `${PATH}/versions`, `303 to ${PATH}?saved=:n`, stayingNow),
    action('restoreVersionAction', `${PATH}/versions`, '404 page', unknownOf(stayingNow), 'unknown'),
    ...DEFINITION_FORMS.flatMap(({ name, path, leadsTo, fields }) => [
      action(name, path, `303 to ${PATH}/definition?${leadsTo}saved=:n`, fields),
      action(name, path, '404 page', unknownOf(fields), 'unknown'),
    ]),
  ]
}

type Posted = Readonly<Record<string, string>>

/** As the form of an import posts it without files: a definition of one action, at this host. */
export function importFields(host: string, name = 'Imported'): Posted {
  const definition = JSON.stringify({
    swagger: '2.0',
    ...{ info: { title: name, version: '1.0' }, host, basePath: '/', schemes: ['http'] },
    paths: {
      '/things': { get: { operationId: 'ListThings', summary: 'List', responses: { '200': { description: 'OK' } } } },
    },
  })
  return { definition, url: '', properties: '', name: '', host: '' }
}

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
  return { slug: SLUG, version, kind: 'entra', ...REGISTRATION, resourceId, roles: 'Portal.Maker', people: '' }
}

/** The form of a secret, with nothing in it. */
export async function secretNow({ browsers: { admin } }: Cast): Promise<Record<string, string>> {
  const { version } = await shownAt(admin, `${PATH}/security`)
  return { slug: SLUG, version, secret: '', expires: '', certificate: '' }
}

async function stayingNow({ browsers: { admin } }: Cast): Promise<Record<string, string>> {
  const { version } = await shownAt(admin, `${PATH}/security`)
  return { slug: SLUG, version, to: version }
}

/** To the state before, which had other policies at first. */
export async function goingBackNow(cast: Cast): Promise<Posted> {
  const now = await stayingNow(cast)
  return { ...now, to: String(Number(now.version) - 1) }
}

/** Of a state of the connector that is long over. */
const LATE_PROMOTION = { slug: SLUG, version: '0', do: 'promote' }

const NO_ACCOUNT = { slug: SLUG, accountId: 'x' }
const LATE_APP = { ...NO_ACCOUNT, version: '0', name: 'x', scopes: 'all-apis offline_access' }

/** For an account of which nobody is an admin: it is called, and makes nothing. */
export async function appNow(cast: Cast): Promise<Posted> {
  const { version = '' } = await secretNow(cast)
  return { ...LATE_APP, version, accountId: '11111111-1111-4111-8111-111111111111' }
}

/** A real call of the ready action, as the form of the step Test posts it. */
export function testFields(): Posted {
  return { slug: 'azure-databricks', operation: 'ListJobs', clientKey: randomUUID(), 'p.query.limit': '1' }
}
