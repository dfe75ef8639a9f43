/** What the portal asked for, as far as a number can be about it. */
export interface Asked {
  readonly tenantId: string
  readonly clientId: string
  readonly redirectUri: string
  readonly resourceId: string
}

type Meaning = readonly [says: string, remedy: (asked: Asked) => string]

const SECRET_REMEDY = () =>
  'Make a new secret in the app registration (Certificates & secrets) and put its value, not its id, into AZURE_CLIENT_SECRET.'
const ID_REMEDY = () => 'Compare AZURE_TENANT_ID and AZURE_CLIENT_ID with the overview page of the app registration.'
const FEDERATION_REMEDY = () =>
  'Compare issuer, subject and audience of the federated credential in the app registration with those of the token in AZURE_FEDERATED_TOKEN_FILE.'
const REDIRECT_REMEDY = ({ redirectUri }: Asked) =>
  `Add exactly ${redirectUri} to the app registration: Authentication, platform Web. If that is not the portal's address, mend NEXTAUTH_URL.`

/** Entra ID's numbers as an operator meets them. Source: Microsoft Entra authentication and authorization error codes. */
const MEANINGS: Readonly<Record<string, Meaning>> = {
  '50011': ['The app registration does not have the redirect URI of this portal.', REDIRECT_REMEDY],
  '50194': ['The application may not be used at the shared authority.', ID_REMEDY],
  '65001': [
    'Nobody has consented to what the portal asks for.',
    ({ tenantId, clientId }) =>
      `Grant admin consent in the app registration (API permissions), or let people consent themselves; tenant ${tenantId}, application ${clientId}.`,
  ],
  '90002': [
    'Entra ID knows no such tenant.',
    () =>
      'Compare AZURE_TENANT_ID with the directory (tenant) id; a national cloud also has an AZURE_AUTHORITY_HOST of its own.',
  ],
  '500011': [
    'The tenant does not know the resource whose tokens the portal asks for.',
    ({ resourceId }) =>
      `Compare DATABRICKS_RESOURCE_ID (${resourceId}) with 2ff814a6-3304-4ab8-85cb-cd0e6f879c1d, Azure Databricks in every tenant; if it is right, let somebody of the tenant open a workspace once.`,
  ],
  '500113': ['The app registration has no redirect URI at all.', REDIRECT_REMEDY],
  '650053': [
    'The resource has no permission user_impersonation.',
    () => 'Compare DATABRICKS_RESOURCE_ID with 2ff814a6-3304-4ab8-85cb-cd0e6f879c1d.',
  ],
  '650057': [
    'The app registration does not list the permission for Azure Databricks.',
    () => 'Add it: API permissions, AzureDatabricks, delegated, user_impersonation. Then grant admin consent.',
  ],
  '700016': ['The tenant has no such application.', ID_REMEDY],
  '700024': [
    "The portal's own assertion is outside of its time.",
    () => 'Set the clock of this machine right; a federated token in a file has to be fresh.',
  ],
  '700025': [
    'The application is registered as a public client.',
    () => 'Register the portal under the platform Web, and switch off "Allow public client flows".',
  ],
  '700027': [
    'The certificate is not one of the app registration.',
    () =>
      'Upload the certificate of AZURE_CLIENT_CERTIFICATE_PATH there (Certificates & secrets), or use the one that is there.',
  ],
  '700211': ['No federated credential has the issuer of the token.', FEDERATION_REMEDY],
  '700212': ['No federated credential has the audience of the token.', FEDERATION_REMEDY],
  '700213': ['No federated credential has the subject of the token.', FEDERATION_REMEDY],
  '7000112': ['The application is switched off.', () => 'Let an administrator enable it in Enterprise applications.'],
  '7000215': ['The client secret is wrong.', SECRET_REMEDY],
  '7000218': ['Entra ID saw no client credential.', SECRET_REMEDY],
  '7000222': ['The client secret has expired.', SECRET_REMEDY],
  '7000229': [
    'The application has no service principal in the tenant.',
    ({ clientId }) => `Make one: az ad sp create --id ${clientId}.`,
  ],
}

export function explain(number: string, asked: Asked): { readonly says: string; readonly remedy: string } {
  const [says, remedy] = MEANINGS[number] ?? [
    'Entra ID refuses.',
    () => `https://login.microsoftonline.com/error?code=${number} says why.`,
  ]
  return { says: `AADSTS${number}: ${says}`, remedy: remedy(asked) }
}

/** These are about the resource and the consent to it, whatever question they answer. */
export function isAboutResource(number: string): boolean {
  return ['500011', '650053', '650057', '65001'].includes(number)
}

/** The first of Entra's numbers in a page or a sentence. */
export function numberIn(text: string): string | undefined {
  return /AADSTS(\d{4,8})/.exec(text)?.[1]
}
