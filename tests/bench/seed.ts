import { closeDatabase, database } from '@/lib/store/current'
import { seedRuns } from '@/tests/support/seed-runs'

// A process of its own, with the portal's settings. Its arguments: how many runs there are to be, and how many there are.
const [count = 0, before = 0] = process.argv.slice(2).map(Number)
const opened = await database()
await opened.unhurried((db) => seedRuns(db, count, before))
await closeDatabase()
