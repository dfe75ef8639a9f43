import { type Ask, PRESS_PAGE, pressForm } from './asking'
import { bulkRows } from './bulk-rows'
import { type Cast, type EndedRun, FLOW_OF_RUNS, type Owner, type Who } from './cast'
import { connectionRows } from './connection-rows'
import { connectorRows } from './connector-rows'
import { logRows } from './log-rows'
import { ACTIONS_OF_MAKERS, PAGES_OF_MAKERS } from './making'
import { noticeRows } from './notice-rows'
import { scheduleRows } from './schedule-rows'
import { viewRows } from './view-rows'

/** What each of them is answered, in the words of `outcome.ts`. */
type Outcomes = Readonly<Record<Who, string>>

export interface Row {
  /** As `entry-points.ts` names it. */
  readonly entry: string
  /** On which thing, for an entry point that takes one. */
  readonly on?: string
  readonly ask: (ask: Ask, cast: Cast, who: Who) => Promise<Response>
  readonly outcomes: Outcomes
}

const SIGN_IN = '307 to /sign-in'
/** Nobody, and whose session means nothing, get one answer; who is signed in gets another. */
const all = (outside: string, inside: string): Outcomes => ({
  nobody: outside,
  bearer: outside,
  'no role': outside,
  'other tenant': outside,
  user: inside,
  'other user': inside,
  maker: inside,
  admin: inside,
})
const FLOWS: readonly [slug: string, ...who: Who[]][] = [
  ['for-users', 'user', 'other user', 'maker', 'admin'],
  ['for-makers', 'maker', 'admin'],
  ['for-admins', 'admin'],
  ['for-one', 'user'],
  ['for-group', 'user', 'maker'],
  ['for-nobody'],
  ['unknown'],
]

/** `inside` for those named, `refused` for others who are signed in. */
const only = (who: readonly Who[], inside: string, refused: string, outside: string): Outcomes => ({
  ...all(outside, refused),
  ...Object.fromEntries(who.map((name) => [name, inside])),
})
/** A run is its owner's; an Admin reads everybody's, and nobody reads an Admin's. */
const MAY_READ: Readonly<Record<Owner, readonly Who[]>> = { user: ['user', 'admin'], admin: ['admin'] }

/** One row for the run of each owner. */
function onRunsOf(rowOf: (owner: Owner, run: (cast: Cast) => EndedRun) => Omit<Row, 'on'>, what = 'a run'): Row[] {
  return (['user', 'admin'] as const).map((owner) => ({
    ...rowOf(owner, ({ runs }) => runs[owner]),
    on: `${what} of the ${owner}’s`,
  }))
}
const NO_ID = '0193d0f2-6b1a-7c3e-9a40-2f6d8e1b5c77'
const SIGNED_OUT = '303 to /sign-in'

const PAGES: readonly Row[] = [
  { entry: 'page /', ask: (ask) => ask.get('/'), outcomes: all(SIGN_IN, '200 page') },
  { entry: 'page /runs', ask: (ask) => ask.get('/runs'), outcomes: all(SIGN_IN, '200 page') },
  { entry: 'page /workspace', ask: (ask) => ask.get('/workspace'), outcomes: all(SIGN_IN, '200 page') },
  { entry: 'page /help', ask: (ask) => ask.get('/help'), outcomes: all('200 page', '200 page') },
  { entry: 'page /sign-in', ask: (ask) => ask.get('/sign-in'), outcomes: all('200 page', '307 to /') },
  { entry: 'page /auth-error', ask: (ask) => ask.get('/auth-error'), outcomes: all('200 page', '200 page') },
  {
    entry: 'page /admin/runs',
    ask: (ask) => ask.get('/admin/runs'),
    outcomes: only(['admin'], '200 page', '403 not permitted', SIGN_IN),
  },
  ...FLOWS.map(([slug, ...who]) => ({
    entry: 'page /flows/[slug]',
    on: slug,
    ask: (ask: Ask) => ask.get(`/flows/${slug}`),
    outcomes: only(who, '200 page', '404 nothing here', SIGN_IN),
  })),
  ...FLOWS.map(([slug, ...who]) => ({
    entry: 'page /flows/[slug]/job-runs',
    on: slug,
    ask: (ask: Ask) => ask.get(`/flows/${slug}/job-runs`),
    outcomes: only(who, '200 page', '404 nothing here', SIGN_IN),
  })),
  ...onRunsOf(
    (_owner, run) => ({
      entry: 'page /flows/[slug]',
      ask: (ask, cast) => ask.get(`/flows/for-users?from=${run(cast).id}`),
      outcomes: all(SIGN_IN, '200 page'),
    }),
    'for-users, with the inputs of a run',
  ),
  ...onRunsOf((owner, run) => ({
    entry: 'page /runs/[runId]',
    ask: (ask, cast) => ask.get(`/runs/${run(cast).id}`),
    outcomes: only(MAY_READ[owner], '200 page', '404 nothing here', SIGN_IN),
  })),
  ...onRunsOf(
    (owner, run) => ({
      entry: 'page /runs/[runId]',
      ask: (ask, cast) => ask.get(`/runs/${run(cast).number}`),
      outcomes: only(MAY_READ[owner], '307 to /runs/:id', '404 nothing here', SIGN_IN),
    }),
    'the number of a run',
  ),
  {
    entry: 'page /runs/[runId]',
    on: 'unknown',
    ask: (ask) => ask.get(`/runs/${NO_ID}`),
    outcomes: all(SIGN_IN, '404 nothing here'),
  },
]

const UNKNOWN_OUTSIDE = '401 sign_in_required'
const ROUTES: readonly Row[] = [
  {
    entry: 'POST /api/presses',
    on: 'a flow that there is not',
    ask: (ask) => ask.post('/api/presses', pressForm('unknown')),
    outcomes: all('401 state', '404 state'),
  },
  { entry: 'GET /api/runs', ask: (ask) => ask.get('/api/runs'), outcomes: all(UNKNOWN_OUTSIDE, '200 version') },
  {
    entry: 'GET /api/runs',
    on: 'everybody’s',
    ask: (ask) => ask.get('/api/runs?all=1'),
    outcomes: only(['admin'], '200 version', '403 not_permitted', UNKNOWN_OUTSIDE),
  },
  {
    entry: 'GET /api/runs/export',
    ask: (ask) => ask.get('/api/runs/export?format=csv'),
    outcomes: all(UNKNOWN_OUTSIDE, '200 result'),
  },
  {
    entry: 'GET /api/runs/export',
    on: 'everybody’s',
    ask: (ask) => ask.get('/api/runs/export?format=csv&all=1'),
    outcomes: only(['admin'], '200 result', '403 not_permitted', UNKNOWN_OUTSIDE),
  },
  ...onRunsOf((owner, run) => ({
    entry: 'GET /api/runs/[runId]',
    ask: (ask, cast) => ask.get(`/api/runs/${run(cast).id}`),
    outcomes: only(MAY_READ[owner], '200 version, ended', '404 not_found', UNKNOWN_OUTSIDE),
  })),

  {
    entry: 'GET /api/runs/[runId]',
    on: 'unknown',
    ask: (ask) => ask.get(`/api/runs/${NO_ID}`),
    outcomes: all(UNKNOWN_OUTSIDE, '404 not_found'),
  },
  ...onRunsOf((owner, run) => ({
    entry: 'GET /api/runs/[runId]/output',
    ask: (ask, cast) => ask.get(`/api/runs/${run(cast).id}/output?task=${run(cast).taskKey}`),
    outcomes: only(MAY_READ[owner], '200 result', '404 not_found', UNKNOWN_OUTSIDE),
  })),

  {
    entry: 'GET /api/runs/[runId]/output',
    on: 'unknown',
    ask: (ask, { runs }) => ask.get(`/api/runs/${NO_ID}/output?task=${runs.user.taskKey}`),
    outcomes: all(UNKNOWN_OUTSIDE, '404 not_found'),
  },
  ...onRunsOf((owner, run) => ({
    entry: 'GET /api/live',
    ask: (ask, cast) => ask.get(`/api/live?run=${run(cast).id}`),
    outcomes: only(MAY_READ[owner], '200 stream', '404 not_found', UNKNOWN_OUTSIDE),
  })),

  {
    entry: 'GET /api/live',
    on: 'unknown',
    ask: (ask) => ask.get(`/api/live?run=${NO_ID}`),
    outcomes: all(UNKNOWN_OUTSIDE, '404 not_found'),
  },
  {
    entry: 'GET /api/live',
    on: 'one’s own',
    ask: (ask) => ask.get('/api/live?runs=mine'),
    outcomes: all(UNKNOWN_OUTSIDE, '200 stream'),
  },
  {
    entry: 'GET /api/live',
    on: 'everybody’s, which are one’s own for all but an Admin',
    ask: (ask) => ask.get('/api/live?runs=all'),
    outcomes: all(UNKNOWN_OUTSIDE, '200 stream'),
  },
  {
    entry: 'GET /api/auth/[...nextauth]',
    on: 'an answer that nobody asked for',
    ask: (ask) => ask.get('/api/auth/callback/azure-ad?error=access_denied'),
    outcomes: all('302 to /auth-error?code=unsolicited', '302 to /auth-error?code=unsolicited'),
  },
  {
    entry: 'GET /api/auth/[...nextauth]',
    on: 'what next-auth would tell anybody',
    ask: (ask) => ask.get('/api/auth/session'),
    outcomes: all('404 not_found', '404 not_found'),
  },
  {
    entry: 'POST /api/auth/[...nextauth]',
    on: 'a sign-in',
    ask: (ask) => ask.post('/api/auth/signin/azure-ad', new URLSearchParams()),
    outcomes: all('302 to elsewhere', '302 to elsewhere'),
  },
  {
    entry: 'GET /api/health/live',
    ask: (ask) => ask.get('/api/health/live'),
    outcomes: all('200 status', '200 status'),
  },
  // No token is set: tests/integration/http/metrics.test.ts has one.
  {
    entry: 'GET /api/metrics',
    ask: (ask) => ask.get('/api/metrics'),
    outcomes: all('404 not_found', '404 not_found'),
  },
  {
    entry: 'GET /api/health/ready',
    ask: (ask) => ask.get('/api/health/ready'),
    outcomes: all('200 status', '200 status'),
  },
]

/** What an Admin is answered who may read a run and not act on it. */
const adminOf = (owner: Owner, outcome: string): Partial<Outcomes> => (owner === 'admin' ? {} : { admin: outcome })

const ACTIONS: readonly Row[] = [
  {
    entry: 'action setTheme',
    ask: (ask) => ask.act('setTheme', '/', { theme: 'dark' }),
    outcomes: all(SIGNED_OUT, '303 to /'),
  },
  ...FLOWS.flatMap(([slug, ...who]): Row[] => [
    {
      entry: 'action favouriteAction',
      on: slug,
      ask: (ask) => ask.act('favouriteAction', '/', { star: slug }),
      outcomes: only(who, '303 to /', '404 page', SIGNED_OUT),
    },
    {
      entry: 'action checkAgainAction',
      on: slug,
      ask: (ask) => ask.act('checkAgainAction', PRESS_PAGE, { flow: slug }),
      outcomes: only(who, '200 page', '404 page', SIGNED_OUT),
    },
    {
      entry: 'action runFlowAction',
      on: slug,
      ask: (ask) => ask.press(slug),
      outcomes: only(who, '303 to /runs/:id', '404 page', SIGNED_OUT),
    },
  ]),
  ...onRunsOf(
    (owner, run) => ({
      entry: 'action runFlowAction',
      ask: (ask, cast) => ask.press(FLOW_OF_RUNS, run(cast).id),
      // To read a run is no right to repeat it.
      outcomes: { ...only([owner], '303 to /runs/:id', '404 page', SIGNED_OUT), ...adminOf(owner, '403 page') },
    }),
    'a press that repeats a run',
  ),
  {
    entry: 'action runFlowAction',
    on: 'leaving the form of a flow for makers to connect',
    ask: (ask) =>
      ask.edit('runFlowAction', PRESS_PAGE, {
        ...{ slug: 'for-makers', clientKey: NO_ID, secrets: '', switches: '', leave: 'connect' },
      }),
    outcomes: only(['maker', 'admin'], '303 to /flows/for-makers', '404 page', SIGNED_OUT),
  },
  {
    entry: 'action runFlowAction',
    on: 'a press that repeats a run of another flow',
    ask: (ask, { runs }) => ask.press('for-users', runs.user.id),
    outcomes: { ...all(SIGNED_OUT, '404 page'), admin: '403 page' },
  },
  {
    entry: 'action runFlowAction',
    on: 'a press that repeats an unknown run',
    ask: (ask) => ask.press(FLOW_OF_RUNS, NO_ID),
    outcomes: all(SIGNED_OUT, '404 page'),
  },
  ...onRunsOf((owner, run) => ({
    entry: 'action cancelRunAction',
    ask: (ask, cast) => ask.act('cancelRunAction', `/runs/${run(cast).id}`, { run: run(cast).id }),
    outcomes: {
      ...only([owner], '303 to /runs/:id', '303 to /runs/:id?problem=not_found', SIGNED_OUT),
      ...adminOf(owner, '303 to /runs/:id?problem=not_permitted'),
    },
  })),
  ...onRunsOf((owner, run) => ({
    entry: 'action repairRunAction',
    ask: (ask, cast) => ask.act('repairRunAction', `/runs/${run(cast).id}`, { run: run(cast).id }),
    outcomes: {
      ...only([owner], '303 to /runs/:id?problem=conflict', '303 to /runs/:id?problem=not_found', SIGNED_OUT),
      ...adminOf(owner, '303 to /runs/:id?problem=not_permitted'),
    },
  })),
  ...onRunsOf((owner, run) => ({
    entry: 'action addNoteAction',
    ask: (ask, cast) => ask.act('addNoteAction', `/runs/${run(cast).id}`, { run: run(cast).id, text: 'Seen.' }),
    outcomes: {
      ...only([owner], '303 to /runs/:id?noted=:id', '303 to /runs/:id?problem=not_found', SIGNED_OUT),
      ...adminOf(owner, '303 to /runs/:id?noted=:id'),
    },
  })),
  {
    entry: 'action addNoteAction',
    on: 'unknown',
    ask: (ask) => ask.act('addNoteAction', `/runs/${NO_ID}`, { run: NO_ID, text: 'Seen.' }),
    outcomes: all(SIGNED_OUT, '303 to /runs/:id?problem=not_found'),
  },
  {
    entry: 'action repairRunAction',
    on: 'unknown',
    ask: (ask) => ask.act('repairRunAction', `/runs/${NO_ID}`, { run: NO_ID }),
    outcomes: all(SIGNED_OUT, '303 to /runs/:id?problem=not_found'),
  },

  {
    entry: 'action cancelRunAction',
    on: 'unknown',
    ask: (ask) => ask.act('cancelRunAction', `/runs/${NO_ID}`, { run: NO_ID }),
    outcomes: all(SIGNED_OUT, '303 to /runs/:id?problem=not_found'),
  },
]

/** Every entry point, on things of every kind of owner, with what everybody is answered: written by hand. */
export const EXPECTATIONS: readonly Row[] = [
  ...PAGES,
  ...PAGES_OF_MAKERS,
  ...ROUTES,
  ...ACTIONS,
  ...ACTIONS_OF_MAKERS,
  ...connectionRows({ all, only, signIn: SIGN_IN, signedOut: SIGNED_OUT }),
  ...noticeRows({ all, only, signIn: SIGN_IN, unknown: UNKNOWN_OUTSIDE, signedOut: SIGNED_OUT }),
  ...scheduleRows({ all, only, signIn: SIGN_IN, signedOut: SIGNED_OUT }),
  ...bulkRows({ all, only, signIn: SIGN_IN, signedOut: SIGNED_OUT }),
  ...viewRows({ all, only, signedOut: SIGNED_OUT }),
  ...connectorRows({ only, signIn: SIGN_IN, signedOut: SIGNED_OUT }),
  ...logRows({ all, only, signIn: SIGN_IN, unknown: UNKNOWN_OUTSIDE, signedOut: SIGNED_OUT }),
]
