import { actionForm } from './asking'
import type { Cast, Who } from './cast'
import type { Row } from './expectations'
import type { Form } from './forms'

interface Answers {
  readonly all: (outside: string, inside: string) => Row['outcomes']
  readonly only: (who: readonly Who[], inside: string, refused: string, outside: string) => Row['outcomes']
  readonly signedOut: string
}

const NO_ID = '0193d0f2-6b1a-7c3e-9a40-2f6d8e1b5c77'
const MINE = { list: 'mine', address: 'status=Failed' }
const BACK = '303 to /runs?status=Failed&views='

/** Everybody keeps views of their own; those of everybody's runs are for Admins. */
export function viewRows({ all, only, signedOut }: Answers): readonly Row[] {
  return [
    {
      entry: 'action saveViewAction',
      // Whoever asks again has one of this name.
      ask: (ask, _cast, who) =>
        ask.act('saveViewAction', '/runs', { ...MINE, name: `${who} ${crypto.randomUUID().slice(0, 8)}` }),
      outcomes: all(signedOut, `${BACK}open`),
    },
    {
      entry: 'action saveViewAction',
      on: 'everybody’s runs',
      ask: (ask) => ask.act('saveViewAction', '/runs', { list: 'all', address: '', name: '' }),
      outcomes: only(['admin'], '303 to /admin/runs?views=name', '403 page', signedOut),
    },
    {
      entry: 'action saveViewAction',
      on: 'a view of the user’s, which gets no name',
      ask: async (ask, cast) => ask.act('saveViewAction', '/runs', { ...MINE, view: await viewOf(cast), name: '' }),
      outcomes: only(['user'], `${BACK}name`, '404 page', signedOut),
    },
    {
      entry: 'action changeViewAction',
      on: 'unknown',
      ask: (ask) => ask.act('changeViewAction', '/runs', { ...MINE, view: NO_ID, to: 'deleted' }),
      outcomes: all(signedOut, '404 page'),
    },
    {
      entry: 'action changeViewAction',
      on: 'a view of the user’s',
      ask: async (ask, cast) =>
        ask.act('changeViewAction', '/runs', { ...MINE, view: await viewOf(cast), to: 'no-start' }),
      outcomes: only(['user'], `${BACK}open`, '404 page', signedOut),
    },
  ]
}

/** The id of a view of the user's, made where there is none. */
async function viewOf({ browsers: { user } }: Cast): Promise<string> {
  const idIn = (page: string): string | undefined => /name="view" value="([0-9a-f-]{36})"/.exec(page)?.[1]
  const known = idIn(await (await user.get('/runs')).text())
  if (known !== undefined) return known
  await user.post('/runs', actionForm('saveViewAction', { ...MINE, name: 'Failures' }))
  return idIn(await (await user.get('/runs')).text()) ?? ''
}

export const VIEW_FORMS: readonly (readonly [action: string, form: () => Form])[] = [
  [
    'saveViewAction',
    () => ({ path: '/runs', fields: actionForm('saveViewAction', { ...MINE, name: 'A view of the matrix' }) }),
  ],
  [
    'changeViewAction',
    () => ({
      path: '/runs',
      fields: actionForm('changeViewAction', { ...MINE, view: NO_ID, to: 'start' }),
      taken: 404,
    }),
  ],
]
