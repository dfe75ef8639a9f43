import { controlDatabricks } from '../../support/emulator-control'
import type { PortalOfTest } from '../http/portal-of-test'
import { actionForm, pressForm } from './asking'
import { BULK_FORMS } from './bulk-rows'
import { type Cast, FLOW_OF_MAKER, FLOW_OF_RUNS, type Who } from './cast'
import { CONNECTION_FORMS } from './connection-rows'
import { CONNECTOR_FORMS } from './connector-forms'
import { SLUGS } from './connectors-of-cast'
import { PEOPLE_FORMS } from './log-rows'
import { FORMS_OF_MAKERS, revisionOf } from './making'
import { NOTICE_FORMS } from './notice-rows'
import { SCHEDULE_FORMS } from './schedule-rows'
import { VIEW_FORMS } from './view-rows'

export interface Form {
  /** The page that it is posted to. */
  readonly path: string
  readonly fields: FormData
  /** Who may post it; the user where nobody else is named. */
  readonly as?: Who
  /** What it is answered when it is taken; 303 where nothing is said. */
  readonly taken?: number
}

/** A form of each action, which its sender may post; each leaves a trace, or would if it were taken. */
export const FORMS: readonly (readonly [action: string, form: (cast: Cast) => Form | Promise<Form>])[] = [
  ['setTheme', () => ({ path: '/', fields: actionForm('setTheme', { theme: 'contrast' }) })],
  ['favouriteAction', () => ({ path: '/', fields: actionForm('favouriteAction', { star: FLOW_OF_RUNS }) })],
  [
    'checkAgainAction',
    () => ({ path: '/flows/for-users', fields: actionForm('checkAgainAction', { flow: 'for-users' }), taken: 200 }),
  ],
  ['runFlowAction', () => ({ path: '/flows/for-users', fields: pressForm('for-users') })],
  [
    'cancelRunAction',
    ({ longRunId: run }) => ({ path: `/runs/${run}`, fields: actionForm('cancelRunAction', { run }) }),
  ],
  [
    'repairRunAction',
    ({ longRunId: run }) => ({ path: `/runs/${run}`, fields: actionForm('repairRunAction', { run }) }),
  ],
  ...CONNECTION_FORMS,
  ...NOTICE_FORMS,
  ...SCHEDULE_FORMS,
  ...PEOPLE_FORMS,
  ...VIEW_FORMS,
  ...BULK_FORMS,
  ...CONNECTOR_FORMS,
  ...FORMS_OF_MAKERS,
]

/** What the forms have left behind so far. */
export async function traces({ databricks, stack }: PortalOfTest, { browsers: { user, admin, maker } }: Cast) {
  const calls = await databricks.requests()
  const stars = (await (await user.get('/')).text()).match(/<button[^>]*>/g) ?? []
  const [, connectors = ''] =
    /<tbody>([\s\S]*)<\/tbody>/.exec(await (await admin.get('/make/connectors')).text()) ?? []
  return {
    connections: await connectionsSeenBy(admin),
    secrets: (await (await admin.get(`/make/connectors/${SLUGS[0]}/security`)).text()).match(
      /<section aria-label="(Current|Next)"|dateTime="[^"]*"/gi,
    ),
    connectors: connectors.replaceAll(/<[^>]*>/g, ' '),
    theme: user.cookies.get('theme') === 'contrast' ? 'contrast' : 'another',
    isFavourite: stars.some((tag) => tag.includes('name="unstar"') && tag.includes(`value="${FLOW_OF_RUNS}"`)),
    flows: (await (await maker.get('/make/flows')).text()).match(/href="\/make\/flows\/[a-z0-9-]+"/g)?.toSorted(),
    versions:
      (await (await maker.get(`/make/flows/${FLOW_OF_MAKER}?part=versions`)).text()).match(/name="version"/g)
        ?.length ?? 0,
    revision: await revisionOf((path) => maker.get(path), FLOW_OF_MAKER),
    looks: calls.filter(({ path }) => path === '/api/2.2/jobs/get').length,
    runs: (await databricks.runs()).length,
    accountCalls: (await controlDatabricks(stack.env.DATABRICKS_ACCOUNT_HOST ?? '').requests()).length,
    cancels: calls.filter(({ path }) => path.endsWith('/runs/cancel')).length,
    isSignedIn: (await user.get('/api/runs')).status === 200,
  }
}

/** Whose there are, since when and in which state; when each was last used changes by itself. */
async function connectionsSeenBy(admin: Cast['browsers'][Who]): Promise<readonly string[]> {
  const page = await (await admin.get('/connections?all=1')).text()
  const [, rows = ''] = /<tbody>([\s\S]*)<\/tbody>/.exec(page) ?? []
  return rows.split('<tr>').map((row) => {
    const [, since = ''] = /<time dateTime="([^"]*)"/i.exec(row) ?? []
    return `${row.replaceAll(/<time[^>]*>[^<]*|<[^>]*>/g, ' ')} ${since}`
  })
}
