import { actionForm, editForm } from './asking'
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

/** Everybody schedules runs of their own; Admins see whose there are, and stop them. */
export function scheduleRows({ all, only, signIn, signedOut }: Answers): readonly Row[] {
  const page = 'page /runs/[runId]/schedule'
  return [
    { entry: 'page /schedules', ask: (ask) => ask.get('/schedules'), outcomes: all(signIn, '200 page') },
    {
      entry: 'page /schedules',
      on: 'everybody’s',
      ask: (ask) => ask.get('/schedules?all=1'),
      outcomes: only(['admin'], '200 page', '403 not permitted', signIn),
    },
    {
      entry: page,
      on: 'a run of the user’s',
      ask: (ask, cast) => ask.get(`/runs/${cast.runs.user.id}/schedule`),
      outcomes: { ...only(['user'], '200 page', '404 nothing here', signIn), admin: '403 not permitted' },
    },
    {
      entry: page,
      on: 'a run of the admin’s',
      ask: (ask, cast) => ask.get(`/runs/${cast.runs.admin.id}/schedule`),
      outcomes: only(['admin'], '200 page', '404 nothing here', signIn),
    },
    {
      entry: page,
      on: 'unknown',
      ask: (ask) => ask.get(`/runs/${NO_ID}/schedule`),
      outcomes: all(signIn, '404 nothing here'),
    },
    {
      entry: 'action addScheduleAction',
      on: 'a run of the user’s',
      ask: (ask, cast) => ask.edit('addScheduleAction', '/schedules', fieldsFor(cast.runs.user.id)),
      outcomes: { ...only(['user'], '303 to /schedules?done=added', '404 page', signedOut), admin: '403 page' },
    },
    {
      entry: 'action changeScheduleAction',
      on: 'unknown',
      ask: (ask) => ask.act('changeScheduleAction', '/schedules', { schedule: NO_ID, to: 'off' }),
      outcomes: all(signedOut, '404 page'),
    },
    {
      entry: 'action changeScheduleAction',
      on: 'one of the user’s, which is turned off',
      ask: async (ask, cast) =>
        ask.act('changeScheduleAction', '/schedules', { schedule: await scheduleOf(cast), to: 'off' }),
      outcomes: only(['user', 'admin'], '303 to /schedules?done=changed', '404 page', signedOut),
    },
    {
      entry: 'action changeScheduleAction',
      on: 'one of the user’s, which is turned on',
      ask: async (ask, cast) =>
        ask.act('changeScheduleAction', '/schedules', { schedule: await scheduleOf(cast), to: 'on' }),
      outcomes: { ...only(['user'], '303 to /schedules?done=changed', '404 page', signedOut), admin: '403 page' },
    },
  ]
}

/** Half a day from now, so that nothing is run meanwhile. */
function fieldsFor(run: string): Record<string, string> {
  const hour = String((new Date().getUTCHours() + 12) % 24).padStart(2, '0')
  return {
    ...{ run, repeat: 'daily', time: `${hour}:30`, weekday: '1', day: '1', cron: '', timeZone: 'UTC' },
    ...{ days: '30', agreed: 'on' },
  }
}

/** The id of a schedule of the user's, made where there is none. */
async function scheduleOf({ browsers: { user }, runs }: Cast): Promise<string> {
  const idIn = (page: string): string | undefined => /name="schedule" value="([0-9a-f-]{36})"/.exec(page)?.[1]
  const known = idIn(await (await user.get('/schedules')).text())
  if (known !== undefined) return known
  await user.post('/schedules', editForm('addScheduleAction', fieldsFor(runs.user.id)))
  return idIn(await (await user.get('/schedules')).text()) ?? ''
}

export const SCHEDULE_FORMS: readonly (readonly [action: string, form: (cast: Cast) => Form])[] = [
  [
    'addScheduleAction',
    ({ runs }) => ({ path: '/schedules', fields: editForm('addScheduleAction', fieldsFor(runs.user.id)) }),
  ],
  [
    'changeScheduleAction',
    () => ({
      path: '/schedules',
      fields: actionForm('changeScheduleAction', { schedule: NO_ID, to: 'off' }),
      taken: 404,
    }),
  ],
]
