import { actionForm, editForm } from './asking'
import type { Cast, Who } from './cast'
import { SLUGS } from './connectors-of-cast'
import type { Row } from './expectations'
import type { Form } from './forms'

interface Answers {
  readonly all: (outside: string, inside: string) => Row['outcomes']
  readonly only: (who: readonly Who[], inside: string, refused: string, outside: string) => Row['outcomes']
  readonly signIn: string
  readonly signedOut: string
}

const FIRST = 'azure-databricks'
/** For nobody: so nobody connects to it. */
const [OTHER, CLOSED] = SLUGS

/** Everybody has connections of their own; Admins see who has which, and take them away. */
export function connectionRows({ all, only, signIn, signedOut }: Answers): readonly Row[] {
  const delete_ = 'page /connections/[connector]/delete'
  const revoke = 'page /connections/revoke'
  const forAdmins = only(['admin'], '200 page', '403 not permitted', signIn)
  return [
    { entry: 'page /connections', ask: (ask) => ask.get('/connections'), outcomes: all(signIn, '200 page') },
    {
      entry: 'page /connections',
      on: 'everybody’s',
      ask: (ask) => ask.get('/connections?all=1'),
      outcomes: forAdmins,
    },
    { entry: delete_, ask: (ask) => ask.get(`/connections/${FIRST}/delete`), outcomes: all(signIn, '200 page') },
    ...['unknown', CLOSED].map((slug) => ({
      entry: delete_,
      on: `${slug}, to which nobody is connected`,
      ask: (ask: Parameters<Row['ask']>[0]) => ask.get(`/connections/${slug}/delete`),
      outcomes: all(signIn, '404 nothing here'),
    })),
    { entry: revoke, ask: (ask) => ask.get(`/connections/revoke?connector=${FIRST}`), outcomes: forAdmins },
    {
      entry: revoke,
      on: 'a connection of the user’s',
      ask: async (ask, cast) => ask.get(`/connections/revoke?connection=${await connectionOf(cast)}`),
      outcomes: forAdmins,
    },
    {
      entry: revoke,
      on: 'unknown',
      ask: (ask) => ask.get('/connections/revoke?connector=unknown'),
      outcomes: only(['admin'], '404 nothing here', '403 not permitted', signIn),
    },
    {
      entry: 'action connectAction',
      ask: (ask) => ask.act('connectAction', '/connections', { connector: FIRST }),
      outcomes: all(signedOut, '303 to /connections?done=connected'),
    },
    ...['unknown', CLOSED].map((connector) => ({
      entry: 'action connectAction',
      on: connector,
      ask: (ask: Parameters<Row['ask']>[0]) => ask.act('connectAction', '/connections', { connector }),
      outcomes: all(signedOut, '404 page'),
    })),
    {
      entry: 'GET /api/connections/callback',
      on: 'a way that nobody went',
      ask: (ask) => ask.get('/api/connections/callback?code=x&state=y'),
      outcomes: all('302 to /sign-in', '302 to /connections?problem=try_again'),
    },
    {
      entry: 'action testConnectionAction',
      ask: (ask) => ask.edit('testConnectionAction', '/connections', { connector: FIRST }),
      outcomes: all(signedOut, '200 page'),
    },
    {
      entry: 'action testConnectionAction',
      on: 'unknown',
      ask: (ask) => ask.edit('testConnectionAction', '/connections', { connector: 'unknown' }),
      outcomes: all(signedOut, '404 page'),
    },
    {
      entry: 'action deleteConnectionAction',
      on: 'unknown',
      ask: (ask) => ask.act('deleteConnectionAction', '/connections', { connector: 'unknown' }),
      outcomes: all(signedOut, '404 page'),
    },
    {
      entry: 'action revokeConnectionsAction',
      on: 'a connector that nobody is connected to',
      ask: (ask) => ask.act('revokeConnectionsAction', '/connections', { connector: CLOSED }),
      outcomes: only(['admin'], '303 to /connections?all=1&revoked=0', '403 page', signedOut),
    },
    {
      entry: 'action revokeConnectionsAction',
      on: 'unknown',
      ask: (ask) => ask.act('revokeConnectionsAction', '/connections', { connector: 'unknown' }),
      outcomes: only(['admin'], '404 page', '403 page', signedOut),
    },
  ]
}

/** The id of the user's connection, as an Admin is shown it. */
async function connectionOf({ browsers: { admin } }: Cast): Promise<string> {
  const page = await (await admin.get('/connections?all=1')).text()
  const link = page.match(/<a [^>]*>/g)?.find((tag) => tag.includes('connection of user@contoso.example'))
  const [, id = ''] = /connection=([0-9a-f-]{36})/.exec(link ?? '') ?? []
  return id
}

/** The other user gives a connection up and connects again. */
export const CONNECTION_FORMS: readonly (readonly [action: string, form: (cast: Cast) => Form])[] = [
  ['deleteConnectionAction', () => formOf('deleteConnectionAction', 'other user')],
  ['connectAction', () => formOf('connectAction', 'other user')],
  [
    'testConnectionAction',
    () => ({
      path: '/connections',
      fields: editForm('testConnectionAction', { connector: FIRST }),
      as: 'maker',
      taken: 200,
    }),
  ],
  [
    'revokeConnectionsAction',
    () => ({
      path: '/connections',
      fields: actionForm('revokeConnectionsAction', { connector: OTHER }),
      as: 'admin',
    }),
  ],
]

function formOf(action: string, who: Who): Form {
  return { path: '/connections', fields: actionForm(action, { connector: FIRST }), as: who }
}
