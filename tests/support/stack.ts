import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ROOT } from '../../.ci/bootstrap.mjs'
import { Children } from '../../.ci/children.mjs'
import { newSecrets, portalSettings } from '../../emulators/portal-settings.mjs'
import { copyEmptyDatabase } from './embedded-template.ts'
import { freePorts } from './free-ports.ts'
import { type PortalProcess, portalProcess, portalScripts, startEmulators } from './processes.ts'
import { ROOMY_LIMITS } from './roomy-limits.ts'

export interface StackOptions {
  /** A PostgreSQL server's database; the embedded one in a folder of its own where nothing is given. */
  databaseUrl?: string
  /** Settings of the portal beyond, or instead of, those of the demo. */
  env?: Readonly<Record<string, string>>
  /** The file with the flows that are there from the beginning; the demo's samples where nothing is given. */
  flowsFile?: string
  /** The folder whose build is started; the project's where nothing is given. */
  buildFolder?: string
}

/** A whole portal as it is shipped, with emulators of its own, on free ports of this machine. */
export interface Stack {
  readonly portalUrl: string
  readonly entraUrl: string
  readonly databricksUrl: string
  readonly portal: PortalProcess
  /** The portal's settings. */
  readonly env: Readonly<Record<string, string>>
  /** What the portal and its commands said. */
  readonly logFile: string
  /** Ends the portal, adds finished runs to the history of everybody who has signed in, and starts it again. */
  addHistory(count: number): Promise<void>
  /** Ends the portal, runs a script with its settings, and starts it again: the embedded database opens in one process at a time. */
  runBetween(script: string, ...args: string[]): Promise<void>
  close(): Promise<void>
}

/** @throws Error with the last lines of whichever part did not start */
export async function startStack(options: StackOptions = {}): Promise<Stack> {
  if (!existsSync(join(ROOT, '.next/BUILD_ID'))) throw new Error('The portal is not built: npm run build')
  const folder = await mkdtemp(join(tmpdir(), 'lakeport-stack-'))
  const children = new Children()
  const close = async () => {
    await children.end()
    await rm(folder, { recursive: true, force: true })
  }
  try {
    return { ...(await startParts(children, folder, options)), close }
  } catch (error) {
    await close()
    throw error
  }
}

async function startParts(children: Children, folder: string, options: StackOptions): Promise<Omit<Stack, 'close'>> {
  const [portalPort = 0, entraPort = 0, databricksPort = 0, accountPort = 0] = await freePorts(4)
  const portalUrl = `http://localhost:${portalPort}`
  const logFile = join(folder, 'stack.log')
  const env: Record<string, string> = {
    ...portalSettings({ portal: portalPort, entra: entraPort, databricks: databricksPort, account: accountPort }),
    ...newSecrets(),
    ...ROOMY_LIMITS,
    LAKEPORT_DATA_DIR: join(folder, 'data'),
    ...(options.databaseUrl && { DATABASE_URL: options.databaseUrl }),
    ...options.env,
  }
  const emulatorUrls = await startEmulators(children, join(folder, 'emulators.log'), {
    ENTRA_EMULATOR_PORT: String(entraPort),
    DATABRICKS_EMULATOR_PORT: String(databricksPort),
    DATABRICKS_ACCOUNT_EMULATOR_PORT: String(accountPort),
    LAKEPORT_DATA_DIR: folder,
  })
  if (!options.databaseUrl) copyEmptyDatabase(join(folder, 'data'))
  const scripts = portalScripts(children, env, logFile)
  await scripts.run('lib/commands/import-flows.ts', options.flowsFile ?? 'emulators/sample-flows.json')
  const portal = portalProcess(
    (change, buildFolder) => scripts.start('lib/commands/start.ts', change, buildFolder),
    `http://127.0.0.1:${portalPort}/api/health/ready`,
  )
  await portal.restart({}, options.buildFolder)
  const runBetween = async (script: string, ...args: string[]) => {
    await portal.kill('SIGTERM')
    await scripts.run(script, ...args)
    await portal.restart()
  }
  const addHistory = (count: number) => runBetween('tests/support/seed-history.ts', String(count))
  return { portalUrl, ...emulatorUrls, portal, env, logFile, addHistory, runBetween }
}
