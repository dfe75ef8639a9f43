import type { FieldSpec, FieldValue } from '@/app/_components/field-spec'
import type { Connector } from '@/lib/connectors/connector'
import { ENTRA_SCOPES, type SecurityKind } from '@/lib/connectors/security'
import type { EntraFacts } from '@/lib/connectors/server/entra-facts'
import { ROLES } from '@/lib/identity/roles'
import type { Words } from '@/lib/language/words'

/** In the order of their tabs. */
export const KINDS: readonly SecurityKind[] = ['portal', 'entra']

/** What the form asks for, by how it is proved who calls. */
export function securityFields(kind: SecurityKind, { connectors: text, shell }: Words): readonly FieldSpec[] {
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
  return [
    ...(kind === 'entra' ? ofRegistration : []),
    { name: 'resourceId', type: 'text', label: text.resource, help: text.resourceHelp, required: true },
    ...(kind === 'entra' ? [scope] : []),
    {
      name: 'roles',
      type: 'choices',
      label: text.access,
      help: text.accessHelp,
      options: ROLES.map((role) => ({ value: role, label: shell.roles[role] })),
    },
    { name: 'people', type: 'long-text', label: text.people, help: text.peopleHelp },
  ]
}

/** As it is saved; what a kind that is new asks for begins with what is most likely. */
export function securityValues(
  { security, resourceId, audience }: Connector,
  facts: EntraFacts,
): Readonly<Record<string, FieldValue>> {
  const registration =
    security.kind === 'entra' ? security : { clientId: '', tenantId: facts.tenantId, scope: 'user_impersonation' }
  const { clientId, tenantId, scope } = registration
  return { clientId, tenantId, scope, resourceId, roles: audience.roles, people: facts.people.join('\n') }
}
