/** The seed's facts, as the settings of a portal that is to use these emulators. Plain JavaScript: the demo reads it too. */

const CLIENT_SECRET = 'demo-only-client-secret-of-the-entra-emulator'

/** Said as empty, so that neither this machine's environment nor an .env file puts a real database or cloud in. */
const EMPTY = {
  DATABASE_URL: '',
  AZURE_CLIENT_CERTIFICATE_PATH: '',
  AZURE_FEDERATED_TOKEN_FILE: '',
  AZURE_CLIENT_SECRET_NEXT: '',
  AZURE_CLIENT_CERTIFICATE_PATH_NEXT: '',
  AZURE_CLIENT_SECRET_EXPIRES: '',
  LAKEPORT_ROLE: '',
  LAKEPORT_ADMINS: '',
  LAKEPORT_TRUSTED_PROXIES: '',
}

/**
 * @param {{ portal: number, entra: number, databricks: number, account?: number }} ports
 * @returns {Record<string, string>} all settings but the two secrets and the place of the data
 */
export function portalSettings({ portal, entra, databricks, account }) {
  const called = [entra, databricks, ...(account === undefined ? [] : [account])]
  return {
    PORT: String(portal),
    // Anyone can be anybody at the emulators, so a portal that believes them listens to this machine only.
    HOSTNAME: '127.0.0.1',
    NEXTAUTH_URL: `http://localhost:${portal}`,
    AZURE_TENANT_ID: '8f6d3c1a-2b7e-4d95-a0c4-5e9b7f213d60',
    AZURE_CLIENT_ID: 'b3e0a9d2-64c7-4f1b-8d25-97ce1f0a6b34',
    AZURE_CLIENT_SECRET: CLIENT_SECRET,
    AZURE_AUTHORITY_HOST: `http://127.0.0.1:${entra}`,
    DATABRICKS_HOST: `http://127.0.0.1:${databricks}`,
    DATABRICKS_ACCOUNT_HOST: account === undefined ? '' : `http://127.0.0.1:${account}`,
    DATABRICKS_RESOURCE_ID: '2ff814a6-3304-4ab8-85cb-cd0e6f879c1d',
    LAKEPORT_ALLOWED_HOSTS: called.map((port) => `127.0.0.1:${port}`).join(','),
    ...EMPTY,
  }
}

/** @param {number} bytes @returns {string} base64 */
function randomKey(bytes) {
  return Buffer.from(crypto.getRandomValues(new Uint8Array(bytes))).toString('base64')
}

/** New secrets for a portal that holds demo data only. */
export function newSecrets() {
  return { NEXTAUTH_SECRET: randomKey(32), LAKEPORT_KEY_RING: `demo:${randomKey(32)}` }
}
