import 'server-only'
import { Kysely, PGliteDialect } from 'kysely'
import type { Database } from './database'
import { openEmbedded } from './embedded'
import { guardedSingleSessionDialect } from './guarded-dialect'
import { channelName, outsideTransaction } from './notify'
import { assertOutsideTransaction } from './transaction'

/** The embedded PostgreSQL: one process, one session, on this thread; no statement can be cancelled. */
export async function openEmbeddedDatabase<DB>(dataDir: string): Promise<Database<DB>> {
  const { pglite, close } = await openEmbedded(dataDir)
  const kysely = new Kysely<DB>({ dialect: guardedSingleSessionDialect(new PGliteDialect({ pglite })) })
  return {
    kind: 'embedded',
    kysely,
    unhurried: (work) => work(kysely),
    async listen(channel, onMessage) {
      assertOutsideTransaction('A channel was listened to')
      const unlisten = await pglite.listen(channelName(channel), outsideTransaction(onMessage))
      return () => unlisten()
    },
    close,
  }
}
