import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { node24, ROOT, toolEnvironment } from '../../.ci/bootstrap.mjs'
import { type Child, Children } from '../../.ci/children.mjs'
import { newSecrets, portalSettings } from '../../emulators/portal-settings.mjs'
import { freePorts } from './free-ports.ts'

const START_TIMEOUT_MS = 60_000

export interface StackOptions {
  /** A PostgreSQL server's database; the embedded one in a folder of its own where nothing is given. */
  databaseUrl?: string
  /** Settings of the portal beyond, or instead of, those of the demo. */
  env?: Readonly<Record<string, string>>
  /** The file with the flows that are there from the beginning; the demo's samples where nothing is given. */
  flowsFile?: string
}

/** One of the two is null. */
export interface Exit {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

export interface PortalProcess {
  readonly pid: number
  /** Resolves when the process has ended, with how; SIGKILL is the power cut. */
  kill(signal: NodeJS.Signals): Promise<Exit>
  /**
   * Ends it if it runs, starts it anew on the same port and data, and waits until it is ready. `change`: settings instead of
   * its own, until the next restart.
   */
  restart(change?: Readonly<Record<string, string>>): Promise<void>
}

/** A whole portal as it is shipped, with emulators of its own, on free ports of this machine. */
export interface Stack {
  readonly portalUrl: string
  readonly entraUrl: string
  readonly databricksUrl: string
  readonly portal: PortalProcess
  /** The portal's settings. */
  readonly env: Readonly<Record<string, string>>
  /** What the portal and the emulators said. */
  readonly logFile: string
  /** Ends the portal, adds finished runs to the history of everybody who has signed in, and starts it again. */
  addHistory(count: number): Promise<void>
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
  const [portalPort = 0, entraPort = 0, databricksPort = 0] = await freePorts(3)
  const portalUrl = `http://localhost:${portalPort}`
  const logFile = join(folder, 'stack.log')
  const env: Record<string, string> = {
    ...portalSettings({ portal: portalPort, entra: entraPort, databricks: databricksPort }),
    ...newSecrets(),
    LAKEPORT_DATA_DIR: join(folder, 'data'),
    ...(options.databaseUrl && { DATABASE_URL: options.databaseUrl }),
    ...options.env,
  }
  const emulatorUrls = await startEmulators(children, logFile, {
    ENTRA_EMULATOR_PORT: String(entraPort),
    DATABRICKS_EMULATOR_PORT: String(databricksPort),
    LAKEPORT_DATA_DIR: folder,
  })
  const scripts = portalScripts(children, env, logFile)
  await scripts.run('lib/commands/import-flows.ts', options.flowsFile ?? 'emulators/sample-flows.json')
  const portal = portalProcess(
    (change) => scripts.start('lib/commands/start.ts', change),
    `http://127.0.0.1:${portalPort}/api/health/ready`,
  )
  await portal.restart()
  const addHistory = async (count: number) => {
    await portal.kill('SIGTERM')
    await scripts.run('tests/support/seed-history.ts', String(count))
    await portal.restart()
  }
  return { portalUrl, ...emulatorUrls, portal, env, logFile, addHistory }
}

async function startEmulators(children: Children, logFile: string, settings: Readonly<Record<string, string>>) {
  const options = { cwd: ROOT, env: toolEnvironment({ ...settings, NODE_ENV: 'test' }), logFile }
  const emulators = children.start('emulators', node24(), ['emulators/main.ts'], options)
  const entraUrl = `http://127.0.0.1:${settings.ENTRA_EMULATOR_PORT}`
  const databricksUrl = `http://127.0.0.1:${settings.DATABRICKS_EMULATOR_PORT}`
  await emulators.answers(`${entraUrl}/__emulator/requests`, START_TIMEOUT_MS)
  await emulators.answers(`${databricksUrl}/__emulator/requests`, START_TIMEOUT_MS)
  return { entraUrl, databricksUrl }
}

/** Runs scripts as the portal runs, with its settings; one that has to end well is waited for with `run`. */
function portalScripts(children: Children, settings: Readonly<Record<string, string>>, logFile: string) {
  const env = toolEnvironment({ ...settings, NODE_ENV: 'production' })
  const options = { cwd: ROOT, env, logFile }
  const args = (script: string, more: string[]) => ['--import', 'tsx', '--conditions=react-server', script, ...more]
  return {
    start: (script: string, change: Readonly<Record<string, string>> = {}) =>
      children.start(script, node24(), args(script, []), { ...options, env: { ...env, ...change } }),
    run: (script: string, ...more: string[]) => children.run(script, node24(), args(script, more), options),
  }
}

function portalProcess(
  start: (change: Readonly<Record<string, string>> | undefined) => Child,
  readyUrl: string,
): PortalProcess {
  let child: Child | undefined
  return {
    get pid() {
      return child?.pid ?? 0
    },
    async kill(signal) {
      child?.kill(signal)
      return (await child?.exited) ?? { code: null, signal: null }
    },
    async restart(change) {
      await child?.stop()
      child = start(change)
      await child.answers(readyUrl, START_TIMEOUT_MS)
    },
  }
}
