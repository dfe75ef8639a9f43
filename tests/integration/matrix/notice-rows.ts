import { actionForm } from './asking'
import type { Cast, Who } from './cast'
import type { Row } from './expectations'
import type { Form } from './forms'

interface Answers {
  readonly all: (outside: string, inside: string) => Row['outcomes']
  readonly only: (who: readonly Who[], inside: string, refused: string, outside: string) => Row['outcomes']
  readonly signIn: string
  /** Of routes, to whoever is nobody here. */
  readonly unknown: string
  readonly signedOut: string
}

const NO_ID = '0193d0f2-6b1a-7c3e-9a40-2f6d8e1b5c77'
const WISHES = { end: 'app', failure: 'app' }

/** Everybody reads what they were told themselves, and nobody else does, Admins included. */
export function noticeRows({ all, only, signIn, unknown, signedOut }: Answers): readonly Row[] {
  const settings = 'page /notices/settings'
  return [
    { entry: 'page /notices', ask: (ask) => ask.get('/notices'), outcomes: all(signIn, '200 page') },
    { entry: settings, ask: (ask) => ask.get('/notices/settings'), outcomes: all(signIn, '200 page') },
    {
      entry: settings,
      on: 'a flow for one person',
      ask: (ask) => ask.get('/notices/settings?flow=for-one'),
      outcomes: only(['user'], '200 page', '404 nothing here', signIn),
    },
    { entry: 'GET /api/notices', ask: (ask) => ask.get('/api/notices'), outcomes: all(unknown, '200 version') },
    {
      entry: 'GET /api/live',
      on: 'the bell',
      ask: (ask) => ask.get('/api/live?notices=mine'),
      outcomes: all(unknown, '200 stream'),
    },
    {
      entry: 'action readNoticeAction',
      on: 'one of the user’s',
      ask: async (ask, cast) => ask.act('readNoticeAction', '/notices', { notice: await noticeOf(cast), to: 'list' }),
      outcomes: only(['user'], '303 to /notices', '404 page', signedOut),
    },
    {
      entry: 'action readNoticeAction',
      on: 'unknown',
      ask: (ask) => ask.act('readNoticeAction', '/notices', { notice: NO_ID, to: 'run' }),
      outcomes: all(signedOut, '404 page'),
    },
    {
      entry: 'action readAllNoticesAction',
      ask: (ask) => ask.act('readAllNoticesAction', '/notices', {}),
      outcomes: all(signedOut, '303 to /notices'),
    },
    {
      entry: 'action chooseNoticesAction',
      ask: (ask) => ask.act('chooseNoticesAction', '/notices/settings', WISHES),
      outcomes: all(signedOut, '303 to /notices/settings?done=saved'),
    },
    {
      entry: 'action chooseNoticesAction',
      on: 'a flow for one person',
      ask: (ask) => ask.act('chooseNoticesAction', '/notices/settings', { flow: 'for-one', ...WISHES }),
      outcomes: only(['user'], '303 to /notices/settings?flow=for-one&done=saved', '404 page', signedOut),
    },
    {
      entry: 'action noticesAsAllAction',
      on: 'a flow for one person',
      ask: (ask) => ask.act('noticesAsAllAction', '/notices/settings', { flow: 'for-one' }),
      outcomes: only(['user'], '303 to /notices/settings?flow=for-one&done=as-all', '404 page', signedOut),
    },
    {
      entry: 'action testNoticesAction',
      // Whoever asks again in the same minute is told so.
      ask: (ask) => ask.act('testNoticesAction', '/notices/settings', {}).then(onceAMinute),
      outcomes: all(signedOut, '303 to /notices/settings?done=tested'),
    },
  ]
}

/** The bearer has the user's session, so one of them comes second. */
function onceAMinute(answer: Response): Response {
  const location = answer.headers.get('location')?.replace('test-too-soon', 'tested')
  if (location === undefined) return answer
  const headers = new Headers(answer.headers)
  headers.set('location', location)
  return Object.defineProperty(new Response(null, { status: answer.status, headers }), 'url', { value: answer.url })
}

/** The id of what the user was told of their run. */
async function noticeOf({ browsers: { user } }: Cast): Promise<string> {
  const list = await (await user.get('/notices')).text()
  return /name="notice" value="([0-9a-f-]{36})"/.exec(list)?.[1] ?? ''
}

export const NOTICE_FORMS: readonly (readonly [action: string, form: (cast: Cast) => Form | Promise<Form>])[] = [
  [
    'readNoticeAction',
    () => ({
      path: '/notices',
      fields: actionForm('readNoticeAction', { notice: NO_ID, to: 'list' }),
      taken: 404,
    }),
  ],
  ['testNoticesAction', () => ({ path: '/notices/settings', fields: actionForm('testNoticesAction', {}) })],
  ['readAllNoticesAction', () => ({ path: '/notices', fields: actionForm('readAllNoticesAction', {}) })],
  ['chooseNoticesAction', () => ({ path: '/notices/settings', fields: actionForm('chooseNoticesAction', WISHES) })],
  [
    'noticesAsAllAction',
    () => ({ path: '/notices/settings', fields: actionForm('noticesAsAllAction', { flow: 'of-runs' }) }),
  ],
]
