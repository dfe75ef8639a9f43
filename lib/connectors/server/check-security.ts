import 'server-only'
import { config } from '@/lib/config'
import { ENTRA_SCOPES, type Security, type SecurityKind } from '@/lib/connectors/security'
import type { ConnectorWords } from '@/lib/language/words'
import { type Issue, type Parsed, parsed, refused } from '@/lib/result'

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** As typed of how a connection proves who calls; what a kind does not ask for is not there. */
export interface SecurityKindTexts {
  readonly kind: SecurityKind
  readonly tenantId?: string | undefined
  readonly clientId?: string | undefined
  readonly scope?: string | undefined
}

/** People of another tenant are other people: nobody who signs in here could ever connect through it. */
export function checkSecurityKind(typed: SecurityKindTexts, words: ConnectorWords): Parsed<Security> {
  if (typed.kind === 'portal') return parsed({ kind: 'portal' })
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
