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
  readonly redirectUri: string
  /** Of the portal's own registration, which has the app roles as well. */
  readonly signedOutUri: string | undefined
  readonly resourceId: string
  readonly isDatabricks: boolean
}

/** The checklist for a shell: Azure CLI, one command a step. Source: entra-auth.md 5. */
export function commandsText({ clientId, redirectUri, signedOutUri, resourceId, isDatabricks }: Values): string {
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
