import './no-inspector'
import './log-lines'
import './env-file'
import { describeError, log } from '@/lib/log'
import { startPortal } from '@/lib/startup/server/start-portal'
import { serveWorkerHealth } from '@/lib/startup/server/worker-health'

/** `npm run worker`: the loops without the pages, beside portals on the same PostgreSQL; production settings, as theirs. */
Object.assign(process.env, { NODE_ENV: 'production', LAKEPORT_ROLE: 'worker' })
// Next does this for portals; Node would print the error as it is, cause and all.
process.on('uncaughtException', (thrown) => {
  log('error', 'worker.crashed', describeError(thrown))
  process.exit(1)
})
await startPortal()
serveWorkerHealth()
