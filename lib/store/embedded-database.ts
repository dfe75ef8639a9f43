import 'server-only'
import { Kysely, PGliteDialect } from 'kysely'
import type { Database } from './database'
import { openEmbedded } from './embedded'
import { watchRoom } from './embedded-room'
import { guardedSingleSessionDialect } from './guarded-dialect'
import { channelName, outsideTransaction } from './notify'
import { assertOutsideTransaction } from './transaction'

/**
 * The embedded PostgreSQL: one process, one session, on this thread; no statement can be cancelled. `onDead` is called
 * when its log cannot be written: it has stopped for good then, in this process.
 */
export async function openEmbeddedDatabase<DB>(dataDir: string, onDead?: () => void): Promise<Database<DB>> {
  const { pglite, close } = await openEmbedded(dataDir, onDead)
  const kysely = new Kysely<DB>({ dialect: guardedSingleSessionDialect(new PGliteDialect({ pglite })) })
  const watch = await watchRoom(kysely, dataDir)
  return {
    kind: 'embedded',
    kysely,
    unhurried: (work) => work(kysely),
    async listen(channel, onMessage) {
      assertOutsideTransaction('A channel was listened to')
      const unlisten = await pglite.listen(channelName(channel), outsideTransaction(onMessage))
      return () => unlisten()
    },
    close: () => watch.stop().then(close),
  }
}
