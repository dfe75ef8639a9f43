import { config } from '@/lib/config'
import { startPortal } from '@/lib/startup/server/start-portal'

/** `npm run worker`: the loops without the pages, beside portals on the same PostgreSQL. */
async function work(): Promise<void> {
  process.env.LAKEPORT_ROLE = 'worker'
  await startPortal()
  if (config().databaseUrl === undefined) {
    process.stderr.write('DATABASE_URL is missing: the embedded database serves one process, the portal itself.\n')
    process.exit(1)
  }
}

await work()
