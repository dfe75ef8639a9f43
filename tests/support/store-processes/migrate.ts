import { PortalError } from '@/lib/errors'
import { openDatabase } from '@/lib/store/database'
import { migrate } from '@/lib/store/migrate'
import { ALL_MIGRATIONS } from '@/lib/store/migrations/all-migrations'

/** Opens and migrates, as every process of the portal does when it starts; writes what became of it as JSON. */
async function main(): Promise<{ applied: string[] } | { refused: string }> {
  try {
    const database = await openDatabase(JSON.parse(process.argv[2] ?? ''))
    return { applied: await migrate(database, ALL_MIGRATIONS).finally(() => database.close()) }
  } catch (error) {
    if (error instanceof PortalError) return { refused: error.message }
    throw error
  }
}

process.stdout.write(JSON.stringify(await main()))
