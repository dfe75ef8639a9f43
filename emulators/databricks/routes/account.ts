import { type Answer, type Call, json, type Route } from '../../kit/http.ts'
import { authenticate } from '../auth.ts'
import { denied, Refusal, refusal } from '../errors.ts'
import type { OAuthApp } from '../oauth/apps.ts'
import { changeApp, createApp, customAppJson } from '../oauth/custom-apps.ts'
import { ACCOUNT_ID, type Member } from '../people.ts'
import type { Service } from '../service.ts'
import { queryFlag, queryWhole, readBody } from '../wire/input.ts'

const CUSTOM = '/custom-app-integrations'
const LARGEST_PAGE = 100

type Handle = (call: Call, caller: Member) => Answer

/** The account's console: its custom OAuth apps, and those of partners. For account admins alone. */
export function accountRoutes(service: Service): Route[] {
  const { oauth } = service.state
  const route = (method: string, path: string, handle: Handle): Route => ({
    method,
    path: `/api/2.0/accounts/:account/oauth2${path}`,
    handle: (call) => admitted(service, call, handle),
  })
  const appOf = (call: Call) => requireApp(oauth.apps, call.params.integration)
  return [
    route('GET', CUSTOM, (call) => listApps(oauth.apps, call)),
    route('POST', CUSTOM, (call, caller) => {
      const { app, answer } = createApp(readBody(call), caller, service.state.clock.now())
      oauth.apps.push(app)
      return json(200, answer)
    }),
    route('GET', `${CUSTOM}/:integration`, (call) => json(200, customAppJson(appOf(call)))),
    route('PATCH', `${CUSTOM}/:integration`, (call) => {
      changeApp(appOf(call), readBody(call))
      return json(200, {})
    }),
    route('DELETE', `${CUSTOM}/:integration`, (call) => {
      const app = appOf(call)
      oauth.apps = oauth.apps.filter((known) => known !== app)
      return json(200, {})
    }),
    route('GET', '/published-app-integrations', () => json(200, { apps: ENROLLED })),
    route('GET', '/published-apps', () => json(200, { apps: PUBLISHED })),
  ]
}

/** The account has enrolled one of two apps that partners publish. */
const ENROLLED = [
  {
    app_id: 'sample-charts',
    integration_id: '7e2d5a90-1c4b-4f38-96d7-b05e8a3c61f2',
    name: 'Sample charts',
    created_by: 4005002501632044,
    create_time: '2026-06-01T00:00:00Z',
    token_access_policy: { access_token_ttl_in_minutes: 60, refresh_token_ttl_in_minutes: 10080 },
  },
]
const PUBLISHED = [
  { app_id: 'sample-charts', client_id: 'sample-charts', name: 'Sample charts', is_confidential_client: false },
  { app_id: 'sample-sheets', client_id: 'sample-sheets', name: 'Sample sheets', is_confidential_client: false },
]

async function admitted({ auth }: Service, call: Call, handle: Handle): Promise<Answer> {
  try {
    const caller = await authenticate(call, auth)
    if (!caller.isAccountAdmin || call.params.account !== ACCOUNT_ID) throw notAccountAdmin()
    return handle(call, caller)
  } catch (error) {
    if (error instanceof Refusal) return error.answer(call)
    throw error
  }
}

function notAccountAdmin(): Refusal {
  return denied(
    'This API is disabled for users without account admin status. Contact your administrator for more information.',
  )
}

/** By creation; a page's token is the place of the next one. */
function listApps(apps: readonly OAuthApp[], call: Call): Answer {
  const custom = apps.filter(({ integration }) => integration !== undefined)
  const size = Math.min(queryWhole(call, 'page_size') || LARGEST_PAGE, LARGEST_PAGE)
  const from = queryWhole(call, 'page_token') ?? 0
  const page = custom.slice(from, from + size)
  const more = from + size < custom.length
  return json(200, {
    ...(page.length > 0 && {
      apps: page.map((app) => customAppJson(app, queryFlag(call, 'include_creator_username'))),
    }),
    ...(more && { next_page_token: String(from + size) }),
  })
}

function requireApp(apps: readonly OAuthApp[], id: string | undefined): OAuthApp {
  const app = apps.find(({ integration }) => integration?.id === id)
  if (!app) throw refusal(404, 'RESOURCE_DOES_NOT_EXIST', `OAuth application with integration id ${id} not found.`)
  return app
}
