import 'server-only'
import { config } from '@/lib/config'
import { DATABRICKS_OAUTH_SCOPES, ENTRA_SCOPES, type Security, type SecurityKind } from '@/lib/connectors/security'
import { isPlainText } from '@/lib/flows/plain-values'
import type { ConnectorWords } from '@/lib/language/words'
import { type Issue, type Parsed, parsed, refused } from '@/lib/result'

/** What Databricks gives custom apps, and what those that are built in are called. */
const APP_ID = /^[A-Za-z0-9-]{1,100}$/
const MOST_NAME = 80
const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** As typed of how a connection proves who calls; what a kind does not ask for is not there. */
export interface SecurityKindTexts {
  readonly kind: SecurityKind
  readonly tenantId?: string | undefined
  readonly clientId?: string | undefined
  readonly scope?: string | undefined
  readonly scopes?: string | undefined
  readonly accountId?: string | undefined
  readonly principalName?: string | undefined
  /** That everybody acts as the principal was read and agreed to. */
  readonly everybody?: boolean | undefined
}

/** People of another tenant are other people: nobody who signs in here could ever connect through it. */
export function checkSecurityKind(typed: SecurityKindTexts, words: ConnectorWords): Parsed<Security> {
  if (typed.kind === 'portal') return parsed({ kind: 'portal' })
  if (typed.kind === 'databricks') return checkDatabricks(typed, words)
  if (typed.kind === 'service_principal') return checkPrincipal(typed, words)
  const [tenantId, clientId] = [typed.tenantId, typed.clientId].map((text = '') => text.trim().toLowerCase())
  const scope = ENTRA_SCOPES.find((known) => known === typed.scope)
  const issues: Issue[] = []
  if (!clientId || !GUID.test(clientId)) issues.push({ field: 'clientId', message: words.issues.guid })
  if (!tenantId || !GUID.test(tenantId)) issues.push({ field: 'tenantId', message: words.issues.guid })
  else if (tenantId !== config().tenantId) {
    issues.push({ field: 'tenantId', message: words.issues.otherTenant(config().tenantId) })
  }
  if (!scope) issues.push({ field: 'scope', message: words.issues.needed })
  if (!tenantId || !clientId || !scope || issues.length > 0) return refused(issues)
  return parsed({ kind: 'entra', tenantId, clientId, scope })
}

/** Nobody signs in with it, so its tenant is that of the workspace, whichever people sign in with. */
function checkPrincipal(typed: SecurityKindTexts, words: ConnectorWords): Parsed<Security> {
  const [tenantId = '', clientId = ''] = [typed.tenantId, typed.clientId].map((text = '') =>
    text.trim().toLowerCase(),
  )
  const name = (typed.principalName ?? '').trim()
  const issues: Issue[] = []
  if (!GUID.test(clientId)) issues.push({ field: 'clientId', message: words.issues.guid })
  if (!GUID.test(tenantId)) issues.push({ field: 'tenantId', message: words.issues.guid })
  if (name === '') issues.push({ field: 'principalName', message: words.issues.needed })
  if (name.length > MOST_NAME || !isPlainText(name)) {
    issues.push({ field: 'principalName', message: words.issues.name })
  }
  if (!typed.everybody) issues.push({ field: 'everybody', message: words.issues.agree })
  return issues.length > 0 ? refused(issues) : parsed({ kind: 'service_principal', tenantId, clientId, name })
}

function checkDatabricks(typed: SecurityKindTexts, words: ConnectorWords): Parsed<Security> {
  const clientId = (typed.clientId ?? '').trim()
  const scopes = checkAppScopes(typed.scopes ?? '', words)
  const account = typed.accountId?.trim() ? checkAccountId(typed.accountId, words) : parsed(undefined)
  const issues: Issue[] = []
  if (!APP_ID.test(clientId)) issues.push({ field: 'clientId', message: words.issues.appId })
  if (!scopes.ok || !account.ok || issues.length > 0) {
    return refused([...issues, ...[scopes, account].flatMap((part) => (part.ok ? [] : part.issues))])
  }
  const accountId = account.value
  return parsed({ kind: 'databricks', clientId, scopes: scopes.value.join(' '), ...(accountId && { accountId }) })
}

/** Without `offline_access` a connection would last an hour, and without `all-apis` no job could be started. */
export function checkAppScopes(typed: string, words: ConnectorWords): Parsed<readonly string[]> {
  const scopes = [...new Set(typed.split(/\s+/).filter((name) => name !== ''))]
  const areKnown = scopes.every((name) => DATABRICKS_OAUTH_SCOPES.some((known) => known === name))
  const suffice = scopes.includes('all-apis') && scopes.includes('offline_access')
  return areKnown && suffice ? parsed(scopes) : refused([{ field: 'scopes', message: words.issues.scopes }])
}

/** Of a Databricks account. */
export function checkAccountId(typed: string, words: ConnectorWords): Parsed<string> {
  const accountId = typed.trim().toLowerCase()
  return GUID.test(accountId) ? parsed(accountId) : refused([{ field: 'accountId', message: words.issues.guid }])
}
