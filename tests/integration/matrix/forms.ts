import type { PortalOfTest } from '../http/portal-of-test'
import { actionForm, pressForm } from './asking'
import { type Cast, FLOW_OF_MAKER, FLOW_OF_RUNS, type Who } from './cast'
import { CONNECTOR_FORMS } from './connector-forms'
import { FORMS_OF_MAKERS, revisionOf } from './making'

export interface Form {
  /** The page that it is posted to. */
  readonly path: string
  readonly fields: FormData
  /** Who may post it; the user where nobody else is named. */
  readonly as?: Who
}

/** A form of each action, which its sender may post; each leaves a trace, or would if it were taken. */
export const FORMS: readonly (readonly [action: string, form: (cast: Cast) => Form | Promise<Form>])[] = [
  ['setTheme', () => ({ path: '/', fields: actionForm('setTheme', { theme: 'contrast' }) })],
  ['favouriteAction', () => ({ path: '/', fields: actionForm('favouriteAction', { star: FLOW_OF_RUNS }) })],
  ['runFlowAction', () => ({ path: '/flows/for-users', fields: pressForm('for-users') })],
  [
    'cancelRunAction',
    ({ longRunId: run }) => ({ path: `/runs/${run}`, fields: actionForm('cancelRunAction', { run }) }),
  ],
  ...CONNECTOR_FORMS,
  ...FORMS_OF_MAKERS,
]

/** What the forms have left behind so far. */
export async function traces({ databricks }: PortalOfTest, { browsers: { user, admin, maker } }: Cast) {
  const calls = await databricks.requests()
  const stars = (await (await user.get('/')).text()).match(/<button[^>]*>/g) ?? []
  const [, connectors = ''] =
    /<tbody>([\s\S]*)<\/tbody>/.exec(await (await admin.get('/make/connectors')).text()) ?? []
  return {
    connectors: connectors.replaceAll(/<[^>]*>/g, ' '),
    theme: user.cookies.get('theme') === 'contrast' ? 'contrast' : 'another',
    isFavourite: stars.some((tag) => tag.includes('name="unstar"') && tag.includes(`value="${FLOW_OF_RUNS}"`)),
    flows: (await (await maker.get('/make/flows')).text()).match(/href="\/make\/flows\/[a-z0-9-]+"/g)?.toSorted(),
    versions:
      (await (await maker.get(`/make/flows/${FLOW_OF_MAKER}?part=versions`)).text()).match(/name="version"/g)
        ?.length ?? 0,
    revision: await revisionOf((path) => maker.get(path), FLOW_OF_MAKER),
    runs: (await databricks.runs()).length,
    cancels: calls.filter(({ path }) => path.endsWith('/runs/cancel')).length,
    isSignedIn: (await user.get('/api/runs')).status === 200,
  }
}
