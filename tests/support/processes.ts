import { node24, ROOT, toolEnvironment } from '../../.ci/bootstrap.mjs'
import type { Child, Children } from '../../.ci/children.mjs'

const START_TIMEOUT_MS = 60_000

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
   * its own, until the next restart. `buildFolder`: where its build lies, if not in the project.
   */
  restart(change?: Readonly<Record<string, string>>, buildFolder?: string): Promise<void>
}

/** Both emulators, in a process of their own. */
export async function startEmulators(
  children: Children,
  logFile: string,
  settings: Readonly<Record<string, string>>,
) {
  const options = { cwd: ROOT, env: toolEnvironment({ ...settings, NODE_ENV: 'test' }), logFile }
  const emulators = children.start('emulators', node24(), ['emulators/main.ts'], options)
  const entraUrl = `http://127.0.0.1:${settings.ENTRA_EMULATOR_PORT}`
  const databricksUrl = `http://127.0.0.1:${settings.DATABRICKS_EMULATOR_PORT}`
  await emulators.answers(`${entraUrl}/__emulator/requests`, START_TIMEOUT_MS)
  await emulators.answers(`${databricksUrl}/__emulator/requests`, START_TIMEOUT_MS)
  return { entraUrl, databricksUrl }
}

/** Runs scripts as the portal runs, with its settings; one that has to end well is waited for with `run`. */
export function portalScripts(children: Children, settings: Readonly<Record<string, string>>, logFile: string) {
  const env = toolEnvironment({ ...settings, NODE_ENV: 'production' })
  const options = { cwd: ROOT, env, logFile }
  const args = (script: string, more: string[]) => ['--import', 'tsx', '--conditions=react-server', script, ...more]
  return {
    start: (script: string, change: Readonly<Record<string, string>> = {}, cwd = ROOT) =>
      children.start(script, node24(), args(script, []), { ...options, cwd, env: { ...env, ...change } }),
    run: (script: string, ...more: string[]) => children.run(script, node24(), args(script, more), options),
  }
}

/** One process of the portal, which says at `readyUrl` that it is ready. */
export function portalProcess(
  start: (change?: Readonly<Record<string, string>>, buildFolder?: string) => Child,
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
    async restart(change, buildFolder) {
      await child?.stop()
      child = start(change, buildFolder)
      await child.answers(readyUrl, START_TIMEOUT_MS)
    },
  }
}
