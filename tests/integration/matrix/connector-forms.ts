import { editForm } from './asking'
import type { Cast } from './cast'
import { appNow, generalNow, goingBackNow, importFields, secretNow, securityNow, testFields } from './connector-rows'
import { CONNECTORS, generalOf, makeConnector, SLUGS, shownAt } from './connectors-of-cast'
import { DEFINITION_FORMS } from './definition-forms'
import type { Form } from './forms'

const [, TO_DELETE] = CONNECTORS
const [SLUG, DELETED] = SLUGS
const PATH = `/make/connectors/${SLUG}`

/** Whatever the connector says of itself, the form says something else. */
const another = () => `Said at ${performance.now()}`

const OF_CONNECTORS: readonly (readonly [action: string, form: (cast: Cast) => Promise<Form>])[] = [
  [
    'createConnectorAction',
    async (cast) => {
      const general = generalOf('Made by a form', await urlIn(cast))
      const fields = editForm('createConnectorAction', { ...general, actions: 'ready' })
      return { path: '/make/connectors/new', fields, as: 'admin' }
    },
  ],
  [
    'importConnectorAction',
    async (cast) => {
      const fields = editForm('importConnectorAction', importFields(new URL(await urlIn(cast)).host))
      return { path: '/make/connectors/import', fields, as: 'admin' }
    },
  ],
  [
    'saveGeneralAction',
    async (cast) => {
      const fields = editForm('saveGeneralAction', { ...(await generalNow(cast)), description: another() })
      return { path: PATH, fields, as: 'admin' }
    },
  ],
  [
    'saveSecurityAction',
    async (cast) => {
      const fields = editForm('saveSecurityAction', {
        ...(await securityNow(cast)),
        resourceId: `api://${Date.now()}`,
      })
      return { path: `${PATH}/security`, fields, as: 'admin' }
    },
  ],
  [
    'restoreVersionAction',
    async (cast) => {
      const fields = editForm('restoreVersionAction', await goingBackNow(cast))
      return { path: `${PATH}/versions`, fields, as: 'admin' }
    },
  ],
  [
    'makeAppAction',
    async (cast) => {
      const fields = editForm('makeAppAction', await appNow(cast))
      return { path: `${PATH}/security`, fields, as: 'admin', taken: 200 }
    },
  ],
  [
    'readPublishedAppsAction',
    async (cast) => {
      const { accountId = '' } = await appNow(cast)
      const fields = editForm('readPublishedAppsAction', { slug: SLUG, accountId })
      return { path: `${PATH}/security`, fields, as: 'admin', taken: 200 }
    },
  ],
  ['setSecretAction', async (cast) => ({ path: `${PATH}/security`, fields: await aSecret(cast), as: 'admin' })],
  [
    'changeSecretAction',
    async (cast) => {
      const { version = '' } = await secretNow(cast)
      const fields = editForm('changeSecretAction', { slug: SLUG, version, do: 'remove-next' })
      return { path: `${PATH}/security`, fields, as: 'admin' }
    },
  ],
  [
    'deleteConnectorAction',
    async (cast) => {
      const { admin } = cast.browsers
      if ((await admin.get(`/make/connectors/${DELETED}`)).status === 404) {
        await makeConnector(admin, TO_DELETE, await urlIn(cast))
      }
      const fields = editForm('deleteConnectorAction', { slug: DELETED, agreed: 'on' })
      return { path: PATH, fields, as: 'admin' }
    },
  ],
]

const DEFINING = DEFINITION_FORMS.map(
  ({ name, path, fields }) =>
    [
      name,
      async (cast: Cast): Promise<Form> => ({ path, fields: editForm(name, await fields(cast)), as: 'admin' }),
    ] as const,
)

async function aSecret(cast: Cast): Promise<FormData> {
  return editForm('setSecretAction', { ...(await secretNow(cast)), secret: `said-at-${performance.now()}` })
}

async function urlIn({ browsers: { admin } }: Cast): Promise<string> {
  return `http://${(await shownAt(admin, PATH)).host}`
}

const TESTING = [
  [
    'testOperationAction',
    async (): Promise<Form> => ({
      path: '/make/connectors/azure-databricks/test',
      fields: editForm('testOperationAction', testFields()),
      as: 'admin',
    }),
  ] as const,
]

export const CONNECTOR_FORMS = [...OF_CONNECTORS, ...DEFINING, ...TESTING]
