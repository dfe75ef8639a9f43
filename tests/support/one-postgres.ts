import { hasPostgres, startPostgres } from './postgres.ts'

/** One PostgreSQL server for all files of a test run, where none is lent: each file makes databases of its own in it. */
export default async function onePostgres(): Promise<(() => Promise<void>) | undefined> {
  if (process.env.TEST_DATABASE_URL || !hasPostgres()) return undefined
  const server = await startPostgres()
  process.env.TEST_DATABASE_URL = server.url
  return () => server.stop()
}
