import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { accountPort } from './account-port.mjs'
import { type DatabricksEmulator, startDatabricksEmulator } from './databricks/server.ts'
import { startEntraEmulator } from './entra/server.ts'
import type { Emulator } from './kit/emulator.ts'
import { portalSettings } from './portal-settings.mjs'

/** `npm run emulators`: both emulators on 127.0.0.1 until SIGINT or SIGTERM. `--reset` starts them at their seed. */
const folder = join(process.env.LAKEPORT_DATA_DIR || '.data', 'emulators')
const files = { entra: join(folder, 'entra.json'), databricks: join(folder, 'databricks.json') }

/** What a portal needs to know; the rest of its settings is the same with real clouds. */
const ENV_LINES = [
  'AZURE_AUTHORITY_HOST',
  'AZURE_TENANT_ID',
  'AZURE_CLIENT_ID',
  'AZURE_CLIENT_SECRET',
  'DATABRICKS_HOST',
  'DATABRICKS_ACCOUNT_HOST',
  'LAKEPORT_ALLOWED_HOSTS',
]

try {
  if (process.argv.includes('--reset')) for (const file of Object.values(files)) rmSync(file, { force: true })
  await main()
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
}

async function main(): Promise<void> {
  const entra = await startEntraEmulator({ port: portOf('ENTRA_EMULATOR_PORT', 4010), stateFile: files.entra })
  const databricks = await startDatabricksEmulator({
    port: portOf('DATABRICKS_EMULATOR_PORT', 4020),
    accountPort: portOf('DATABRICKS_ACCOUNT_EMULATOR_PORT', await accountPort()),
    authorityHost: entra.url,
    stateFile: files.databricks,
  })
  closeOnSignals([databricks, entra])
  console.log(greeting(entra, databricks))
}

/** Once is enough: a second signal finds the closing under way. */
function closeOnSignals(emulators: Emulator[]): void {
  let closing = false
  const close = () => {
    if (closing) return
    closing = true
    Promise.all(emulators.map((emulator) => emulator.close())).then(
      () => process.exit(0),
      (error: unknown) => {
        console.error(error)
        process.exit(1)
      },
    )
  }
  process.on('SIGINT', close)
  process.on('SIGTERM', close)
}

function greeting(entra: Emulator, databricks: DatabricksEmulator): string {
  const portal = Number(process.env.PORT || 3000)
  const { port, account } = databricks
  const settings = portalSettings({ portal, entra: entra.port, databricks: port, account: account.port })
  return `Entra ID emulator ready: ${entra.url}
Databricks emulator ready: ${databricks.url}, its account at ${account.url}
State is kept in ${folder}; --reset starts anew. Ctrl+C ends both.

The .env lines that point a portal here:
${ENV_LINES.map((name) => `${name}=${settings[name]}`).join('\n')}`
}

/** @throws Error for something that is no port */
function portOf(name: string, fallback: number): number {
  const port = Number(process.env[name] || fallback)
  if (!Number.isInteger(port) || port < 0 || port > 65535) throw new Error(`${name} is a port number, 0 to 65535`)
  return port
}
