/** `npm run demo`: both emulators and the portal on this machine, from a fresh clone. Must itself run on Node 20. */
import { createServer } from 'node:net'
import { join, relative, resolve } from 'node:path'
import { ensureBuilt, ensureInstalled, node24, ROOT, toolEnvironment } from '../.ci/bootstrap.mjs'
import { Children } from '../.ci/children.mjs'
import { accountPort } from './account-port.mjs'
import { openDemoData, sampleImport } from './demo-data.mjs'
import { portalSettings } from './portal-settings.mjs'

const START_TIMEOUT_MS = 60_000
const SAMPLE_FLOWS = 'emulators/sample-flows.json'
const COMMAND = ['--import', 'tsx', '--conditions=react-server']

const ports = {
  portal: portOf('PORT', 3000),
  entra: portOf('ENTRA_EMULATOR_PORT', 4010),
  databricks: portOf('DATABRICKS_EMULATOR_PORT', 4020),
}
const children = new Children()
children.endOnSignals(0)

try {
  await demo()
} catch (error) {
  if (!children.ending) {
    console.error(error instanceof Error ? error.message : error)
    await children.end()
    process.exit(1)
  }
}

async function demo() {
  for (const [name, port] of Object.entries(ports)) await requireFree(name, port)
  await ensureInstalled(children)
  await ensureBuilt(children)
  const data = openDemoData(resolve(ROOT, process.env.LAKEPORT_DATA_DIR || '.data'), process.argv.includes('--reset'))
  const account = await accountPort()
  const env = toolEnvironment({
    ...portalSettings({ ...ports, account }),
    ...data.secrets,
    LAKEPORT_DATA_DIR: data.folder,
    ENTRA_EMULATOR_PORT: String(ports.entra),
    DATABRICKS_EMULATOR_PORT: String(ports.databricks),
    DATABRICKS_ACCOUNT_EMULATOR_PORT: String(account),
  })
  const running = await start(env, data.logFile)
  console.log(welcome(relative(process.cwd(), data.logFile)))
  const ended = await Promise.race(running.map(async (child) => ({ child, exit: await child.exited })))
  const how = ended.exit.signal ?? `exit code ${ended.exit.code}`
  throw new Error(
    `The ${ended.child.name} ended by itself (${how}). It said last:\n${ended.child.lastLines.join('\n')}`,
  )
}

/** @param {NodeJS.ProcessEnv} env @param {string} logFile */
async function start(env, logFile) {
  const options = { cwd: ROOT, env: { ...env, NODE_ENV: 'production' }, logFile }
  const emulators = children.start('emulators', node24(), [join('emulators', 'main.ts')], {
    ...options,
    env: { ...env, NODE_ENV: 'development' },
  })
  const samples = sampleImport(env.LAKEPORT_DATA_DIR ?? '', join(ROOT, SAMPLE_FLOWS))
  if (samples.due) {
    // It ends before the portal opens the embedded database, which belongs to one process at a time.
    const command = [...COMMAND, 'lib/commands/import-flows.ts', SAMPLE_FLOWS]
    await children.run('The import of the sample flows', node24(), command, options)
    samples.done()
  }
  const portal = children.start('portal', node24(), [...COMMAND, 'lib/commands/start.ts'], options)
  await emulators.answers(`http://127.0.0.1:${ports.entra}/__emulator/requests`, START_TIMEOUT_MS)
  await emulators.answers(`http://127.0.0.1:${ports.databricks}/__emulator/requests`, START_TIMEOUT_MS)
  await portal.answers(`http://127.0.0.1:${ports.portal}/api/health/ready`, START_TIMEOUT_MS)
  return [emulators, portal]
}

/** @param {string} logFile */
function welcome(logFile) {
  return `
Portal ready: http://localhost:${ports.portal}

Sign in as one of these; any password will do.
  user@contoso.example      User    may run the sample jobs
  user2@contoso.example     User    may run only one of them
  maker@contoso.example     Maker   manages the sample jobs
  admin@contoso.example     Admin   administers the workspace and this portal
  outsider@contoso.example  User    is not a member of the workspace
  norole@contoso.example    none    is refused by the portal

Entra ID emulator:    http://127.0.0.1:${ports.entra}
Databricks emulator:  http://127.0.0.1:${ports.databricks}
Log of all three:     ${logFile}

Stop with Ctrl+C. The data stays for the next start; npm run demo -- --reset starts anew.
`
}

/** @param {string} setting @param {number} usual */
function portOf(setting, usual) {
  const port = Number(process.env[setting] || usual)
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port
  console.error(`${setting} is "${process.env[setting]}": it takes a port, 1 to 65535.`)
  process.exit(1)
}

/** @param {string} part @param {number} port */
function requireFree(part, port) {
  const setting = part === 'portal' ? 'PORT' : `${part.toUpperCase()}_EMULATOR_PORT`
  return new Promise((free, reject) => {
    const server = createServer()
    server.once('error', (/** @type {NodeJS.ErrnoException} */ error) =>
      reject(
        new Error(`Port ${port} cannot be used (${error.code}): end what holds it, or set ${setting} to another.`),
      ),
    )
    server.listen(port, '127.0.0.1', () => server.close(free))
  })
}
