import './env-file'
import { hkdfSync } from 'node:crypto'
import { createRequire } from 'node:module'
import { type Config, readConfig } from '@/lib/config'
import { linesOf } from '@/lib/startup/server/problem-lines'

/**
 * `npm start`: checks the settings before anything is loaded, then becomes Next's server in this very process, so that a
 * signal to it reaches the portal and no second process is left behind.
 */
function start(): void {
  const env = {
    ...process.env,
    NODE_ENV: 'production' as const,
    NEXT_TELEMETRY_DISABLED: '1',
    NEXT_MANUAL_SIG_HANDLE: 'true', // Next alone waits for ever for a request that was half sent (REL-8)
  }
  const { port, hostname, mostConnections, sessionSecret } = checked(env)
  const next = createRequire(import.meta.url).resolve('next/dist/bin/next')
  if (!process.execve) {
    throw new Error('This Node cannot replace its own process: use the Node 24 that npm installed.')
  }
  const first = [
    'no-inspector.ts',
    'log-lines.ts',
    'peer-address.ts',
    `http-limits.ts?connections=${mostConnections}`,
  ]
  const args = [
    '--no-warnings', // log-lines.ts tells of them
    ...first.flatMap((file) => ['--import', new URL(file, import.meta.url).href]),
    ...[next, 'start', '--port', String(port), '--hostname', hostname],
  ]
  const actionKey = { NEXT_SERVER_ACTIONS_ENCRYPTION_KEY: actionKeyFrom(sessionSecret) }
  process.execve(process.execPath, [process.execPath, ...args], { ...env, ...actionKey })
}

/**
 * What an action of a page remembers travels through the browser, encrypted with this. All processes of one portal share
 * NEXTAUTH_SECRET, so each reads what another wrote (WEB-7); the key that the build holds would be everybody's.
 */
function actionKeyFrom(sessionSecret: string): string {
  return Buffer.from(hkdfSync('sha256', sessionSecret, '', 'lakeport server actions', 32)).toString('base64')
}

function checked(env: NodeJS.ProcessEnv): Config {
  try {
    return readConfig(env)
  } catch (thrown) {
    process.stderr.write(`${linesOf(thrown).join('\n')}\n`)
    process.exit(1)
  }
}

start()
