import { actionForm } from './asking'
import type { Cast, Who } from './cast'
import type { Row } from './expectations'
import type { Form } from './forms'

interface Answers {
  readonly all: (outside: string, inside: string) => Row['outcomes']
  readonly only: (who: readonly Who[], inside: string, refused: string, outside: string) => Row['outcomes']
  readonly signIn: string
  readonly unknown: string
  readonly signedOut: string
}

const NO_ID = '0193d0f2-6b1a-7c3e-9a40-2f6d8e1b5c77'

/** Everybody reads what is on record of themselves; Admins what is of everybody. */
export function logRows({ all, only, signIn, unknown, signedOut }: Answers): readonly Row[] {
  const entry = 'page /sign-ins/[signInId]'
  return [
    ...(['user', 'admin'] as const).flatMap((owner): Row[] => [
      {
        entry: 'page /runs/[runId]/proof',
        on: `a run of the ${owner}’s`,
        ask: (ask, { runs }) => ask.get(`/runs/${runs[owner].id}/proof`),
        outcomes: only(owner === 'user' ? ['user', 'admin'] : ['admin'], '200 page', '404 nothing here', signIn),
      },
      {
        entry: 'page /runs/[runId]/output',
        on: `a run of the ${owner}’s`,
        ask: (ask, { runs }) => ask.get(`/runs/${runs[owner].id}/output?task=${runs[owner].taskKey}`),
        outcomes: only(owner === 'user' ? ['user', 'admin'] : ['admin'], '200 page', '404 nothing here', signIn),
      },
      {
        entry: 'page /runs/[runId]/support',
        on: `a run of the ${owner}’s`,
        ask: (ask, { runs }) => ask.get(`/runs/${runs[owner].id}/support`),
        outcomes: only(owner === 'user' ? ['user', 'admin'] : ['admin'], '200 page', '404 nothing here', signIn),
      },
      {
        entry: 'page /runs/[runId]/notebook',
        on: `a run of the ${owner}’s`,
        ask: (ask, { runs }) => ask.get(`/runs/${runs[owner].id}/notebook?attempt=${runs[owner].attempt}`),
        outcomes: only(owner === 'user' ? ['user', 'admin'] : ['admin'], '200 page', '404 nothing here', signIn),
      },
      {
        entry: 'GET /api/runs/[runId]/notebook',
        on: `a run of the ${owner}’s`,
        ask: (ask, { runs }) =>
          ask.get(`/api/runs/${runs[owner].id}/notebook?attempt=${runs[owner].attempt}&as=file`),
        outcomes: only(owner === 'user' ? ['user', 'admin'] : ['admin'], '200 page', '404 not_found', unknown),
      },
      {
        entry: 'GET /api/runs/[runId]/proof',
        on: `a run of the ${owner}’s`,
        ask: (ask, { runs }) => ask.get(`/api/runs/${runs[owner].id}/proof`),
        outcomes: only(
          owner === 'user' ? ['user', 'admin'] : ['admin'],
          '200 run, exportedAt, note, notes, hops',
          '404 not_found',
          unknown,
        ),
      },
    ]),
    {
      entry: 'page /runs/compare',
      ask: (ask) => ask.get('/runs/compare'),
      outcomes: all(signIn, '200 page'),
    },
    {
      entry: 'page /runs/compare',
      on: 'a run of the user’s with one of the Admin’s',
      ask: (ask, { runs }) => ask.get(`/runs/compare?a=${runs.user.id}&b=${runs.admin.id}`),
      outcomes: only(['admin'], '200 page', '404 nothing here', signIn),
    },
    { entry: 'page /runs/figures', ask: (ask) => ask.get('/runs/figures'), outcomes: all(signIn, '200 page') },
    {
      entry: 'page /admin/runs/figures',
      ask: (ask) => ask.get('/admin/runs/figures?flow=refresh-sales'),
      outcomes: only(['admin'], '200 page', '403 not permitted', signIn),
    },
    { entry: 'page /sign-ins', ask: (ask) => ask.get('/sign-ins'), outcomes: all(signIn, '200 page') },
    {
      entry: 'page /admin/sign-ins',
      ask: (ask) => ask.get('/admin/sign-ins'),
      outcomes: only(['admin'], '200 page', '403 not permitted', signIn),
    },
    {
      entry,
      on: 'one of the user’s',
      ask: async (ask, cast) => ask.get(`/sign-ins/${await signInOf(cast, 'user')}`),
      outcomes: only(['user', 'admin'], '200 page', '404 nothing here', signIn),
    },
    {
      entry,
      on: 'one of the admin’s',
      ask: async (ask, cast) => ask.get(`/sign-ins/${await signInOf(cast, 'admin')}`),
      outcomes: only(['admin'], '200 page', '404 nothing here', signIn),
    },
    {
      entry,
      on: 'unknown',
      ask: (ask) => ask.get(`/sign-ins/${NO_ID}`),
      outcomes: all(signIn, '404 nothing here'),
    },
    {
      entry: 'page /admin/people',
      ask: (ask) => ask.get('/admin/people'),
      outcomes: only(['admin'], '200 page', '403 not permitted', signIn),
    },
    ...['', '/home', '/access'].flatMap((below): Row[] => [
      {
        entry: `page /admin/people/[personId]${below}`,
        on: 'the user',
        ask: async (ask, cast) => ask.get(`/admin/people/${await personOf(cast)}${below}`),
        outcomes: only(['admin'], '200 page', '403 not permitted', signIn),
      },
      {
        entry: `page /admin/people/[personId]${below}`,
        on: 'unknown',
        ask: (ask) => ask.get(`/admin/people/${NO_ID}${below}`),
        outcomes: only(['admin'], '404 nothing here', '403 not permitted', signIn),
      },
    ]),
    {
      entry: 'action endSessionsAction',
      on: 'a session that there is not',
      ask: async (ask, cast) => {
        const person = await personOf(cast)
        return ask.act('endSessionsAction', `/admin/people/${person}`, { person, session: 'x'.repeat(16) })
      },
      outcomes: only(['admin'], '404 page', '403 not permitted', signedOut),
    },
    ...['', '?part=storage'].map(
      (part): Row => ({
        entry: 'page /admin/settings',
        ask: (ask) => ask.get(`/admin/settings${part}`),
        outcomes: only(['admin'], '200 page', '403 not permitted', signIn),
        ...(part && { on: 'what is kept' }),
      }),
    ),
    {
      entry: 'page /admin/audit',
      ask: (ask) => ask.get('/admin/audit'),
      outcomes: only(['admin'], '200 page', '403 not permitted', signIn),
    },
    {
      entry: 'page /admin/audit/[position]',
      ask: (ask) => ask.get('/admin/audit/1'),
      outcomes: only(['admin'], '200 page', '403 not permitted', signIn),
    },
    {
      entry: 'page /admin/audit/[position]',
      on: 'unknown',
      ask: (ask) => ask.get('/admin/audit/999999999'),
      outcomes: only(['admin'], '404 nothing here', '403 not permitted', signIn),
    },
    {
      entry: 'GET /api/audit',
      ask: (ask) => ask.get('/api/audit?format=csv&action=portal.start'),
      outcomes: only(['admin'], '200 result', '403 not_permitted', unknown),
    },
    {
      entry: 'GET /api/sign-ins',
      on: 'one’s own',
      ask: (ask) => ask.get('/api/sign-ins?format=csv'),
      outcomes: all(unknown, '200 result'),
    },
    {
      entry: 'GET /api/sign-ins',
      on: 'everybody’s',
      ask: (ask) => ask.get('/api/sign-ins?format=csv&all=1'),
      outcomes: only(['admin'], '200 result', '403 not_permitted', unknown),
    },
  ]
}

/** The id of the newest row that is theirs alone to read. */
async function signInOf({ browsers }: Cast, who: 'user' | 'admin'): Promise<string> {
  const page = await (await browsers[who].get('/sign-ins')).text()
  return /href="\/sign-ins\/([0-9a-f-]{36})"/.exec(page)?.[1] ?? ''
}

/** The user's id, as an Admin is shown it. */
async function personOf({ browsers: { admin } }: Cast): Promise<string> {
  const list = await (await admin.get('/admin/people?q=user%40')).text()
  return /href="\/admin\/people\/([0-9a-f-]{36})"/.exec(list)?.[1] ?? ''
}

/** Of somebody whom there is not: nobody else's test loses a session by it. It stands on the page of somebody who is there. */
export const PEOPLE_FORMS: readonly (readonly [action: string, form: (cast: Cast) => Promise<Form>])[] = [
  [
    'endSessionsAction',
    async (cast) => ({
      path: `/admin/people/${await personOf(cast)}`,
      fields: actionForm('endSessionsAction', { person: NO_ID }),
      as: 'admin',
      taken: 404,
    }),
  ],
]
