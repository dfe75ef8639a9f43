import { ROLES, type Role } from '@/lib/identity/roles'

/** Of the delegated permission `user_impersonation` of Azure Databricks, the same in every tenant. */
const DATABRICKS_PERMISSION = '739272be-e143-11e8-9f32-f2801f1b9fd1'
/** Ids that the roles get where they are new; any would do that stay the same. */
const ROLE_IDS: Readonly<Record<Role, string>> = {
  'Portal.User': '6f0f7f8e-61c3-4a3e-9a38-0d5b4f6f3a01',
  'Portal.Maker': '6f0f7f8e-61c3-4a3e-9a38-0d5b4f6f3a02',
  'Portal.Admin': '6f0f7f8e-61c3-4a3e-9a38-0d5b4f6f3a03',
}

interface Values {
  readonly clientId: string
  /** undefined for a service principal: nobody signs in with it. */
  readonly redirectUri: string | undefined
  /** Of the portal's own registration, which has the app roles as well. */
  readonly signedOutUri: string | undefined
  readonly resourceId: string
  readonly isDatabricks: boolean
}

/** The checklist for a shell: Azure CLI, one command a step. Source: entra-auth.md 5. */
export function commandsText(values: Values): string {
  const { clientId, redirectUri, signedOutUri, resourceId, isDatabricks } = values
  if (redirectUri === undefined) return principalCommands(clientId)
  const permission = isDatabricks ? DATABRICKS_PERMISSION : '<id of the delegated permission>'
  const uris = [redirectUri, signedOutUri].flatMap((uri) => (uri === undefined ? [] : `"${uri}"`))
  return [
    `az ad app update --id ${clientId} --web-redirect-uris ${uris.join(' ')}`,
    `az ad app permission add --id ${clientId} --api ${resourceId} --api-permissions ${permission}=Scope`,
    `az ad app permission admin-consent --id ${clientId}`,
    ...(signedOutUri === undefined
      ? []
      : [
          `az ad app update --id ${clientId} --app-roles @roles.json`,
          `az ad app update --id ${clientId} --set groupMembershipClaims=ApplicationGroup`,
        ]),
    `az ad app credential reset --id ${clientId} --append --years 1`,
  ].join('\n')
}

/** For the Azure CLI, and for that of Databricks. Source: docs.databricks.com, service principals; databricks-api.md 2. */
function principalCommands(clientId: string): string {
  const right = { service_principal_name: clientId, permission_level: 'CAN_MANAGE_RUN' }
  return [
    `az ad sp create --id ${clientId}`,
    `az ad app credential reset --id ${clientId} --append --years 1`,
    `databricks service-principals create --application-id ${clientId}`,
    `databricks permissions update jobs <job id> --json '${JSON.stringify({ access_control_list: [right] })}'`,
  ].join('\n')
}

/** The app roles as `az ad app update --app-roles` and the manifest take them. */
export function appRolesText(descriptions: Readonly<Record<Role, string>>): string {
  const roles = ROLES.map((value) => ({
    id: ROLE_IDS[value],
    value,
    displayName: value,
    description: descriptions[value],
    allowedMemberTypes: ['User'],
    isEnabled: true,
  }))
  return JSON.stringify(roles, null, 2)
}
