import { createRequire } from 'node:module'
import { readConfig } from '@/lib/config'
import { linesOf } from '@/lib/startup/server/start-portal'

/**
 * `npm start`: checks the settings before anything is loaded, then becomes Next's server in this very process, so that a
 * signal to it reaches the portal and no second process is left behind.
 */
function start(): void {
  const env = { ...process.env, NODE_ENV: 'production' as const, NEXT_TELEMETRY_DISABLED: '1' }
  try {
    readConfig(env)
  } catch (thrown) {
    process.stderr.write(`${linesOf(thrown).join('\n')}\n`)
    process.exit(1)
  }
  const next = createRequire(import.meta.url).resolve('next/dist/bin/next')
  const port = process.env.PORT || '3000'
  const hostname = process.env.HOSTNAME || '0.0.0.0'
  if (!process.execve)
    throw new Error('This Node cannot replace its own process: use the Node 24 that npm installed.')
  process.execve(process.execPath, [process.execPath, next, 'start', '--port', port, '--hostname', hostname], env)
}

start()
