import type { PortalOfTest } from '../http/portal-of-test'
import { actionForm, pressForm } from './asking'
import { type Cast, FLOW_OF_RUNS } from './cast'

export interface Form {
  /** The page that it is posted to. */
  readonly path: string
  readonly fields: FormData
}

/** A form of each action, which the user may post; each leaves a trace. */
export const FORMS: readonly (readonly [action: string, form: (cast: Cast) => Form])[] = [
  ['setTheme', () => ({ path: '/', fields: actionForm('setTheme', { theme: 'contrast' }) })],
  ['favouriteAction', () => ({ path: '/', fields: actionForm('favouriteAction', { star: FLOW_OF_RUNS }) })],
  ['runFlowAction', () => ({ path: '/flows/for-users', fields: pressForm('for-users') })],
  [
    'cancelRunAction',
    ({ longRunId: run }) => ({ path: `/runs/${run}`, fields: actionForm('cancelRunAction', { run }) }),
  ],
]

/** What the forms have left behind so far. */
export async function traces({ databricks }: PortalOfTest, { browsers: { user } }: Cast) {
  const calls = await databricks.requests()
  const stars = (await (await user.get('/')).text()).match(/<button[^>]*>/g) ?? []
  return {
    theme: user.cookies.get('theme') === 'contrast' ? 'contrast' : 'another',
    isFavourite: stars.some((tag) => tag.includes('name="unstar"') && tag.includes(`value="${FLOW_OF_RUNS}"`)),
    runs: (await databricks.runs()).length,
    cancels: calls.filter(({ path }) => path.endsWith('/runs/cancel')).length,
    isSignedIn: (await user.get('/api/runs')).status === 200,
  }
}
