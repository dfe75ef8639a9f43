import { readFileSync } from 'node:fs'
import { entryPointsInTree } from '../integration/matrix/entry-points.ts'

/** One way into the portal, with what a good request of it looks like. */
export interface Surface {
  /** As `entry-points.ts` names it, or one that is no file of ours. */
  readonly name: string
  readonly method: 'GET' | 'POST'
  readonly paths: readonly string[]
  readonly action?: { readonly id: string; readonly fields: Readonly<Record<string, string>> }
}

const NO_FILE_OF_OURS: readonly Surface[] = [
  {
    name: 'what there is not',
    method: 'GET',
    paths: [
      ...[
        '/nothing',
        '/admin',
        '/api',
        '/api/v1/flows',
        '/_next/image?url=%2Fapi%2Fruns&w=64&q=75',
        '/_next/data/x/runs.json',
      ],
      ...[
        '/_next/static/x.js',
        '/_next/static/../server/app.js',
        '/icon.svg',
        '/.env',
        '/package.json',
        '/__nextjs_source-map',
      ],
    ],
  },
  { name: 'no HTTP', method: 'GET', paths: ['/'] },
]

/** @throws Error for an entry point that has no addresses here: nothing gets in that is not tried */
export function surfacesOf(runId: string): Surface[] {
  const addresses = addressesWith(runId)
  const ours = entryPointsInTree().map((name) => {
    const [kind = '', what = ''] = name.split(' ')
    if (kind === 'action') return { name, method: 'POST' as const, ...actionCalled(what, runId) }
    const paths = addresses[what]
    if (!paths) throw new Error(`${name} has no addresses in surfaces.ts`)
    return { name, method: kind === 'POST' ? ('POST' as const) : ('GET' as const), paths }
  })
  return [...ours, ...NO_FILE_OF_OURS]
}

function addressesWith(runId: string): Readonly<Record<string, readonly string[]>> {
  return {
    '/': ['/'],
    '/help': ['/help'],
    '/sign-in': ['/sign-in', '/sign-in?callbackUrl=/runs'],
    '/auth-error': ['/auth-error', '/auth-error?error=OAuthCallback'],
    '/runs': ['/runs', '/runs?status=Failed&q=sales'],
    '/flows/[slug]/job-runs': ['/flows/ping-lakehouse/job-runs', '/flows/ping-lakehouse/job-runs?job=x&page=x'],
    '/runs/figures': ['/runs/figures', '/runs/figures?days=x&flow=x'],
    '/admin/runs/figures': ['/admin/runs/figures', '/admin/runs/figures?days=90&flow=refresh-sales'],
    '/runs/bulk': ['/runs/bulk?do=cancel', `/runs/bulk?id=${runId}`],
    '/runs/compare': ['/runs/compare', `/runs/compare?run=${runId}`, `/runs/compare?a=${runId}&b=x`],
    '/runs/[runId]': [`/runs/${runId}`, '/runs/x'],
    '/runs/[runId]/schedule': [`/runs/${runId}/schedule`, '/runs/x/schedule'],
    '/schedules': ['/schedules', '/schedules?all=1&done=added'],
    '/notices': ['/notices', `/notices?before=${runId}`],
    '/notices/settings': ['/notices/settings', '/notices/settings?flow=ping-lakehouse&done=saved'],
    '/api/notices': ['/api/notices'],
    '/runs/[runId]/output': [`/runs/${runId}/output?task=ping&sort=0&from=1&until=2`, '/runs/x/output?view=chart'],
    '/runs/[runId]/notebook': [`/runs/${runId}/notebook?attempt=1`, '/runs/x/notebook?attempt=x&attempt=1'],
    '/runs/[runId]/support': [`/runs/${runId}/support`, '/runs/x/support'],
    '/runs/[runId]/proof': [`/runs/${runId}/proof`, '/runs/x/proof'],
    '/api/runs/[runId]/proof': [`/api/runs/${runId}/proof`, '/api/runs/x/proof'],
    '/sign-ins': ['/sign-ins', '/sign-ins?kind=x&run=x&from=x&after=x'],
    '/sign-ins/[signInId]': [`/sign-ins/${runId}`, '/sign-ins/x'],
    '/admin/sign-ins': ['/admin/sign-ins', '/admin/sign-ins?user=x&q=AADSTS50105&result=failure&resource=x&to=x'],
    '/admin/people': ['/admin/people', '/admin/people?q=x&after=x'],
    '/admin/people/[personId]': [`/admin/people/${runId}`, '/admin/people/x?ended=x'],
    '/admin/people/[personId]/home': [`/admin/people/${runId}/home`],
    '/admin/people/[personId]/access': [`/admin/people/${runId}/access?flow=x&ask=1`],
    '/admin/audit': ['/admin/audit', '/admin/audit?actor=x&action=x&target=1&result=x&source=x&before=x'],
    '/admin/audit/[position]': ['/admin/audit/1', '/admin/audit/x'],
    '/api/metrics': ['/api/metrics'],
    '/admin/settings': ['/admin/settings', '/admin/settings?part=storage', '/admin/settings?part=x&part=storage'],
    '/api/audit': ['/api/audit?format=csv', '/api/audit?format=json&actor=x&target=x'],
    '/api/sign-ins': ['/api/sign-ins?format=csv', '/api/sign-ins?format=json&all=1&correlation=x'],
    '/flows/[slug]': ['/flows/ping-lakehouse', '/flows/refresh-sales'],
    '/api/presses': ['/api/presses'],
    '/connections': [
      '/connections',
      '/connections?all=1&connector=x&after=x',
      '/connections?problem=declined&of=x&detail=x&id=x',
    ],
    '/connections/[connector]/delete': ['/connections/azure-databricks/delete', '/connections/x/delete'],
    '/connections/revoke': ['/connections/revoke?connector=azure-databricks', '/connections/revoke?connection=x'],
    '/workspace': ['/workspace', '/workspace?tab=clusters&q=shared&connector=x&page=x'],
    '/make/connectors': ['/make/connectors', '/make/connectors?deleted=1'],
    '/make/connectors/new': ['/make/connectors/new', '/make/connectors/new?name=x'],
    '/make/connectors/import': ['/make/connectors/import'],
    '/api/connectors/[slug]/[file]': ['/api/connectors/azure-databricks/apiProperties.json', '/api/connectors/x/x'],
    '/make/connectors/[slug]': ['/make/connectors/azure-databricks', '/make/connectors/x'],
    '/make/connectors/[slug]/security': [
      '/make/connectors/azure-databricks/security',
      '/make/connectors/azure-databricks/security?kind=entra&secret=x&saved=x',
    ],
    '/make/connectors/[slug]/definition': [
      '/make/connectors/azure-databricks/definition',
      '/make/connectors/azure-databricks/definition?action=RunJobNow&parameter=x',
      '/make/connectors/azure-databricks/definition?view=policies&policy=x&new=setheader',
    ],
    '/make/connectors/[slug]/test': ['/make/connectors/azure-databricks/test?operation=RunJobNow&result=x'],
    '/make/connectors/[slug]/versions': ['/make/connectors/azure-databricks/versions', '/make/connectors/x/versions'],
    '/make/connectors/[slug]/entra': ['/make/connectors/azure-databricks/entra'],
    '/make/flows': ['/make/flows'],
    '/make/flows/new': ['/make/flows/new', '/make/flows/new?q=sales'],
    '/make/flows/[slug]': ['/make/flows/refresh-sales', '/make/flows/refresh-sales?part=fields&field=region'],
    '/make/flows/[slug]/test': ['/make/flows/refresh-sales/test'],
    '/make/flows/[slug]/step': ['/make/flows/refresh-sales/step?q=sales'],
    '/admin/runs': ['/admin/runs', '/admin/runs?status=Failed'],
    '/api/live': [`/api/live?run=${runId}`, '/api/live'],
    '/api/runs/export': ['/api/runs/export?format=csv', '/api/runs/export?format=json&all=1&q=x'],
    '/api/runs': ['/api/runs', '/api/runs?status=Failed'],
    '/api/runs/[runId]': [`/api/runs/${runId}`, '/api/runs/x'],
    '/api/runs/[runId]/notebook': [
      `/api/runs/${runId}/notebook?attempt=1&cell=1&part=0`,
      '/api/runs/x/notebook?attempt=x&as=file',
    ],
    '/api/runs/[runId]/output': [`/api/runs/${runId}/output?task=x`],
    '/api/connections/callback': [
      '/api/connections/callback?code=x&state=y',
      '/api/connections/callback?error=access_denied&error_description=AADSTS65004&state=y',
    ],
    '/api/health/live': ['/api/health/live'],
    '/api/health/ready': ['/api/health/ready'],
    '/api/auth/[...nextauth]': [
      ...[
        '/api/auth/callback/azure-ad?code=x&state=y',
        '/api/auth/signin/azure-ad',
        '/api/auth/front-channel-logout?sid=x',
      ],
      ...['/api/auth/session', '/api/auth/signout', '/api/auth/error', '/api/auth/x/y'],
    ],
  }
}

const EDITOR = '/make/flows/refresh-sales'
const LOOK = { colour: '#0f6cbd', confirm: '', atOnce: '1', waiting: '5' }
const MORE_OF_A_FIELD = {
  ...{ use: 'asked', from: 'sql', warehouse: 'a1b2c3d4e5f60718', statement: 'SELECT :region' },
  ...{ whenField: 'region', whenIs: 'EMEA', folder: '' },
}
const WHEN = { time: '08:00', weekday: '1', day: '1', timeZone: 'Europe/Berlin', days: '30', agreed: 'on' }
const DRAFT = { slug: 'refresh-sales', revision: '0' }

/** Where the form of an action stands, and its fields; whoever sends it adds what no form of ours has. */
function actionCalled(name: string, runId: string) {
  const forms: Readonly<Record<string, [string, Readonly<Record<string, string>>]>> = {
    setTheme: ['/', { theme: 'dark' }],
    favouriteAction: ['/', { star: 'ping-lakehouse' }],
    runFlowAction: ['/flows/ping-lakehouse', { slug: 'ping-lakehouse', clientKey: runId, secrets: '', switches: '' }],
    checkAgainAction: ['/flows/ping-lakehouse', { flow: 'ping-lakehouse' }],
    addScheduleAction: ['/schedules', { run: runId, repeat: 'cron', cron: '0 8 * * *', ...WHEN }],
    changeScheduleAction: ['/schedules', { schedule: runId, to: 'off' }],
    readNoticeAction: ['/notices', { notice: runId, to: 'list' }],
    testNoticesAction: ['/notices/settings', {}],
    readAllNoticesAction: ['/notices', {}],
    chooseNoticesAction: ['/notices/settings', { end: 'app', failure: 'app', wait: 'app' }],
    noticesAsAllAction: ['/notices/settings', { flow: 'ping-lakehouse' }],
    connectAction: ['/connections', { connector: 'azure-databricks' }],
    testConnectionAction: ['/connections', { connector: 'azure-databricks' }],
    deleteConnectionAction: ['/connections', { connector: 'x' }],
    revokeConnectionsAction: ['/connections', { connector: 'x' }],
    endSessionsAction: [`/admin/people/${runId}`, { person: runId, session: 'x'.repeat(16) }],
    askBulkAction: ['/runs/bulk', { id: runId, do: 'cancel', list: 'mine', address: 'q=nothing' }],
    stopBulkAction: ['/runs/bulk', { id: runId }],
    saveViewAction: ['/runs', { list: 'mine', address: 'q=x', name: 'A view' }],
    changeViewAction: ['/runs', { list: 'mine', address: '', view: runId, to: 'deleted' }],
    cancelRunAction: [`/runs/${runId}`, { run: runId }],
    repairRunAction: [`/runs/${runId}`, { run: runId }],
    addNoteAction: [`/runs/${runId}`, { run: runId, text: 'x' }],
    ...formsOfConnectors(),
    beginStatementAction: ['/make/flows/new', { connector: 'azure-databricks' }],
    beginFlowAction: ['/make/flows/new', { connector: 'azure-databricks', job: '410000000000006' }],
    saveDetails: [EDITOR, { ...DRAFT, title: 'x', description: '', category: '', icon: 'flow', ...LOOK, owner: 'x' }],
    saveField: [
      EDITOR,
      { ...DRAFT, before: '', name: 'x', label: 'x', kind: 'choice', choices: 'a', ...MORE_OF_A_FIELD },
    ],
    arrangeFields: [EDITOR, { ...DRAFT, up: 'region' }],
    addStepAction: [`${EDITOR}/step`, { ...DRAFT, statement: 'on' }],
    arrangeSteps: [EDITOR, { ...DRAFT, up: '' }],
    saveIdentityAction: [EDITOR, { ...DRAFT, identity: 'as_me' }],
    saveStepSettings: [
      EDITOR,
      { ...DRAFT, step: '', name: 'x', after: 'failed', retry: 'fixed', times: '3', seconds: '60', timeout: '5' },
    ],
    saveStatement: [
      EDITOR,
      { ...DRAFT, step: '', warehouse: 'a1b2c3d4e5f60718', statement: 'SELECT :a', 'type.a': 'DATE' },
    ],
    saveJob: [
      EDITOR,
      { ...DRAFT, step: '', job: '410000000000006', identity: 'as_me', 'from.region': 'text', 'text.region': 'x' },
    ],
    saveAdvice: [EDITOR, { ...DRAFT, code: '*', text: 'x' }],
    dropAdvice: [EDITOR, { ...DRAFT, code: '*' }],
    saveErrorAdvice: [EDITOR, { ...DRAFT, before: '', pattern: 'xxx', text: 'x' }],
    arrangeErrorAdvice: [EDITOR, { ...DRAFT, up: 'xxx' }],
    restoreAction: [EDITOR, { ...DRAFT, version: '1' }],
    commandAction: [EDITOR, { ...DRAFT, do: 'discard' }],
    shareWithRoles: [EDITOR, { slug: 'refresh-sales', roles: 'Portal.User' }],
    addPerson: [EDITOR, { slug: 'refresh-sales', list: 'people', account: 'user@contoso.example' }],
    addGroup: [EDITOR, { slug: 'refresh-sales', group: runId, name: 'x' }],
    removeGroup: [EDITOR, { slug: 'refresh-sales', group: runId }],
    removePerson: [EDITOR, { slug: 'refresh-sales', list: 'people', person: runId }],
  }
  const form = forms[name]
  if (!form) throw new Error(`The action ${name} has no form in surfaces.ts`)
  return { paths: [form[0]], action: { id: actionIds()[name] ?? '', fields: form[1] } }
}

function formsOfConnectors(): Readonly<Record<string, [string, Readonly<Record<string, string>>]>> {
  const slug = 'azure-databricks'
  const path = `/make/connectors/${slug}`
  const definition = `${path}/definition`
  const saving = { slug, version: '1' }
  const named = { previous: '', id: 'X', verb: 'get', summary: 'X', description: '', visibility: 'none' }
  const more = { body: '', answer: '' }
  const typed = {
    title: '',
    description: '',
    type: 'string',
    format: '',
    default: '',
    visibility: 'none',
    choices: '',
  }
  const general = { name: 'x', description: '', colour: '#0f6cbd', scheme: 'https', host: 'x', basePath: '/' }
  return {
    createConnectorAction: ['/make/connectors/new', { ...general, actions: 'ready' }],
    saveGeneralAction: [path, { ...general, slug, version: '1' }],
    saveSecurityAction: [
      `${path}/security`,
      { slug, version: '1', kind: 'portal', resourceId: 'x', people: '', groups: '' },
    ],
    deleteConnectorAction: [path, { slug }],
    importConnectorAction: [
      '/make/connectors/import',
      { definition: '{}', url: '', properties: '', name: 'x', host: '' },
    ],
    setSecretAction: [`${path}/security`, { ...saving, secret: 'x', expires: '', certificate: '' }],
    makeAppAction: [
      `${path}/security`,
      { ...saving, accountId: 'x', name: 'x', scopes: 'all-apis offline_access', confidential: 'on', take: 'on' },
    ],
    readPublishedAppsAction: [`${path}/security`, { slug, accountId: 'x' }],
    changeSecretAction: [`${path}/security`, { ...saving, do: 'promote' }],
    saveDocumentAction: [definition, { ...saving, text: '{}' }],
    saveOperationAction: [definition, { ...saving, ...named, path: '/', ...more, answerSample: '' }],
    importSampleAction: [
      definition,
      { ...saving, previous: '', verb: 'get', url: '/', headers: '', body: '', answer: '' },
    ],
    saveParameterAction: [
      definition,
      { ...saving, operation: 'RunJobNow', was: '', name: 'x', place: 'query', ...typed },
    ],
    testOperationAction: [`${path}/test`, { slug, operation: 'ListJobs', clientKey: 'x' }],
    savePolicyAction: [
      definition,
      { ...saving, at: '', template: 'setheader', title: 'x', operations: '', name: 'x', value: 'x', exists: 'skip' },
    ],
    removePolicyAction: [definition, { ...saving, at: '0' }],
    restoreVersionAction: [`${path}/versions`, { ...saving, to: '1' }],
    removePartAction: [definition, { ...saving, operation: 'RunJobNow', parameter: '' }],
  }
}

function actionIds(): Record<string, string> {
  const { node } = JSON.parse(readFileSync('.next/server/server-reference-manifest.json', 'utf8'))
  return Object.fromEntries(
    Object.entries<{ exportedName: string }>(node).map(([id, { exportedName }]) => [exportedName, id]),
  )
}
