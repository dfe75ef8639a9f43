import { actionForm } from './asking'
import type { Cast, Who } from './cast'
import type { Row } from './expectations'
import type { Form } from './forms'

interface Answers {
  readonly all: (outside: string, inside: string) => Row['outcomes']
  readonly only: (who: readonly Who[], inside: string, refused: string, outside: string) => Row['outcomes']
  readonly signIn: string
  readonly signedOut: string
}

const NO_ID = '0193d0f2-6b1a-7c3e-9a40-2f6d8e1b5c77'
const BULK_OF_USER = '0193d0f2-6b1a-7c3e-9a40-2f6d8e1b5c78'
/** Fits no run of anybody's: nothing is ended or started. */
const NOTHING = 'q=nothingfits'

/** Everybody ends and repeats runs of their own, many at once; Admins end everybody's. */
export function bulkRows({ all, only, signIn, signedOut }: Answers): readonly Row[] {
  const page = 'page /runs/bulk'
  return [
    { entry: page, ask: (ask) => ask.get(`/runs/bulk?do=cancel&${NOTHING}`), outcomes: all(signIn, '200 page') },
    {
      entry: page,
      on: 'everybody’s runs',
      ask: (ask) => ask.get(`/runs/bulk?do=cancel&list=all&${NOTHING}`),
      outcomes: only(['admin'], '200 page', '403 not permitted', signIn),
    },
    {
      entry: page,
      on: 'unknown',
      ask: (ask) => ask.get(`/runs/bulk?id=${NO_ID}`),
      outcomes: all(signIn, '404 nothing here'),
    },
    {
      entry: page,
      on: 'a request of the user’s',
      ask: async (ask, cast) => ask.get(`/runs/bulk?id=${await bulkOf(cast)}`),
      outcomes: only(['user'], '200 page', '404 nothing here', signIn),
    },
    {
      entry: 'action askBulkAction',
      on: 'no run at all',
      ask: (ask) =>
        ask.act('askBulkAction', '/runs/bulk', { id: NO_ID, do: 'again', list: 'mine', address: NOTHING }),
      outcomes: all(signedOut, '404 page'),
    },
    {
      entry: 'action askBulkAction',
      on: 'everybody’s runs',
      ask: (ask) =>
        ask.act('askBulkAction', '/runs/bulk', { id: NO_ID, do: 'cancel', list: 'all', address: NOTHING }),
      outcomes: only(['admin'], '404 page', '403 page', signedOut),
    },
    {
      entry: 'action stopBulkAction',
      on: 'a request of the user’s',
      ask: async (ask, cast) => ask.act('stopBulkAction', '/runs/bulk', { id: await bulkOf(cast) }),
      outcomes: only(['user'], '303 to /runs/bulk?id=:id', '404 page', signedOut),
    },
  ]
}

/** A run of the user's that ended is repeated: by a request that is the same however often it is made. */
async function bulkOf({ browsers: { user }, runs }: Cast): Promise<string> {
  const fields = { id: BULK_OF_USER, do: 'again', list: 'mine', address: `q=${runs.user.number}` }
  await user.post('/runs/bulk', actionForm('askBulkAction', fields))
  return BULK_OF_USER
}

export const BULK_FORMS: readonly (readonly [action: string, form: () => Form])[] = [
  [
    'askBulkAction',
    () => ({
      path: '/runs/bulk',
      fields: actionForm('askBulkAction', { id: NO_ID, do: 'cancel', list: 'mine', address: NOTHING }),
      taken: 404,
    }),
  ],
  ['stopBulkAction', () => ({ path: '/runs/bulk', fields: actionForm('stopBulkAction', { id: NO_ID }), taken: 404 })],
]
