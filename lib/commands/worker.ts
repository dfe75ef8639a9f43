import './env-file'
import { startPortal } from '@/lib/startup/server/start-portal'
import { serveWorkerHealth } from '@/lib/startup/server/worker-health'

/** `npm run worker`: the loops without the pages, beside portals on the same PostgreSQL; production settings, as theirs. */
Object.assign(process.env, { NODE_ENV: 'production', LAKEPORT_ROLE: 'worker' })
await startPortal()
serveWorkerHealth()
