import { execFile } from 'node:child_process'
import { node24, ROOT, toolEnvironment } from '../../.ci/bootstrap.mjs'

const LONGEST_MS = 120_000
const AS_SHIPPED = ['--import', 'tsx', '--conditions=react-server']

export interface Said {
  /** The exit code; -1 when it was ended by a signal. */
  readonly code: number
  readonly out: string
  readonly err: string
}

/** Runs a command of the operator to its end, as `npm run` does: a file of lib/commands, without its ending. */
export function runCommand(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<Said> {
  const options = { cwd: ROOT, env: toolEnvironment({ NODE_ENV: 'production', ...env }), timeout: LONGEST_MS }
  return new Promise((resolve) => {
    const all = [...AS_SHIPPED, `lib/commands/${command}.ts`, ...args]
    execFile(node24(), all, options, (error, out, err) => {
      const failed = typeof error?.code === 'number' ? error.code : -1
      resolve({ code: error ? failed : 0, out, err })
    })
  })
}
