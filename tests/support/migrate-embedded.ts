import { openDatabase } from '@/lib/store/database'
import { buildLateIndexes } from '@/lib/store/late-indexes'
import { migrate } from '@/lib/store/migrate'
import { ALL_MIGRATIONS } from '@/lib/store/migrations/all-migrations'

/** Gives the empty embedded database in a folder the tables and the indexes of the portal. */
const database = await openDatabase({ dataDir: process.argv[2] ?? '' })
await migrate(database, ALL_MIGRATIONS)
await buildLateIndexes(database)
await database.close()
