import type { FieldSpec, FieldValue } from '@/app/_components/field-spec'
import type { Connector } from '@/lib/connectors/connector'
import { ENTRA_SCOPES, type SecurityKind } from '@/lib/connectors/security'
import type { EntraFacts } from '@/lib/connectors/server/entra-facts'
import { groupsText } from '@/lib/flows/audience-groups'
import { ROLES } from '@/lib/identity/roles'
import type { Words } from '@/lib/language/words'

/** In the order of their tabs. */
export const KINDS: readonly SecurityKind[] = ['portal', 'entra', 'databricks', 'service_principal']

/** What the form asks for, by how it is proved who calls. */
export function securityFields(kind: SecurityKind, { connectors: text, groups, shell }: Words): readonly FieldSpec[] {
  const ofRegistration: readonly FieldSpec[] = [
    { name: 'clientId', type: 'text', label: text.clientId, help: text.clientIdHelp, required: true },
    { name: 'tenantId', type: 'text', label: text.tenantId, help: text.tenantHelp, required: true },
  ]
  const scope: FieldSpec = {
    name: 'scope',
    type: 'choice',
    label: text.scope,
    help: text.scopeHelp,
    required: true,
    options: ENTRA_SCOPES.map((known) => ({ value: known, label: known })),
  }
  const resource: FieldSpec = {
    name: 'resourceId',
    type: 'text',
    label: text.resource,
    help: text.resourceHelp,
    required: true,
  }
  const ofApp: readonly FieldSpec[] = [
    { name: 'clientId', type: 'text', label: text.clientId, help: text.appIdHelp, required: true },
    { name: 'scopes', type: 'text', label: text.scopes, help: text.scopesHelp, required: true },
  ]
  const ofPrincipal: readonly FieldSpec[] = [
    { name: 'principalName', type: 'text', label: text.principalName, help: text.principalNameHelp, required: true },
    { name: 'clientId', type: 'text', label: text.clientId, help: text.clientIdHelp, required: true },
    { name: 'tenantId', type: 'text', label: text.tenantId, help: text.principalTenantHelp, required: true },
    resource,
    { name: 'everybody', type: 'yes-no', label: text.everybody },
  ]
  const own = {
    portal: [resource],
    entra: [...ofRegistration, resource, scope],
    databricks: ofApp,
    service_principal: ofPrincipal,
  }
  return [
    ...own[kind],
    {
      name: 'roles',
      type: 'choices',
      label: text.access,
      help: text.accessHelp,
      options: ROLES.map((role) => ({ value: role, label: shell.roles[role] })),
    },
    { name: 'people', type: 'long-text', label: text.people, help: text.peopleHelp },
    { name: 'groups', type: 'long-text', label: groups.lines, help: groups.linesHelp },
  ]
}

/** As it is saved; what a kind that is new asks for begins with what is most likely. */
export function securityValues(
  { security, resourceId, audience }: Connector,
  kind: SecurityKind,
  facts: EntraFacts,
): Readonly<Record<string, FieldValue>> {
  const likely = {
    clientId: '',
    tenantId: facts.tenantId,
    scope: 'user_impersonation',
    scopes: USUAL_SCOPES,
  }
  const { name: principalName = '', ...values } = { name: '', ...likely, ...(security.kind === kind && security) }
  const everybody = security.kind === 'service_principal'
  const { clientId, tenantId, scope, scopes } = values
  const ofKind = { clientId, tenantId, scope, scopes, principalName, everybody }
  return {
    ...{ ...ofKind, resourceId },
    roles: audience.roles,
    people: facts.people.join('\n'),
    groups: groupsText(audience.groups),
  }
}

const USUAL_SCOPES = 'all-apis offline_access'

/** What is asked for a custom app that is to be made. */
export function appFields({ connectors: text }: Words): readonly FieldSpec[] {
  return [
    { name: 'accountId', type: 'text', label: text.accountId, help: text.accountIdHelp, required: true },
    { name: 'name', type: 'text', label: text.makeAppName, required: true, maxLength: 80 },
    { name: 'scopes', type: 'text', label: text.makeAppScopes, help: text.scopesHelp, required: true },
    { name: 'confidential', type: 'yes-no', label: text.makeAppConfidential },
  ]
}

export function appValues({ name, security }: Connector): Readonly<Record<string, FieldValue>> {
  const { accountId = '', scopes } = security.kind === 'databricks' ? security : { scopes: USUAL_SCOPES }
  return { accountId, name: `Lakeport, ${name}`.slice(0, 80), scopes, confidential: true }
}
