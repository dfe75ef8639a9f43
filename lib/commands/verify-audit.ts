import './env-file'
import type { ChainPlace } from '@/lib/audit/chain-walk'
import { verifyAudit } from '@/lib/audit/server/verify-audit'
import { config } from '@/lib/config'
import { linesOf } from '@/lib/startup/server/problem-lines'
import { openDatabase } from '@/lib/store/database'

/**
 * `npm run verify-audit [-- <position>:<hash>]`: whether the audit log is as it was written. Ends with 0 when it is, with
 * 1 and one plain line when it is not. With a place that was noted earlier it also sees a log that was cut off at its
 * end or written anew as a whole, which the log alone cannot show.
 */
async function verify(noted: ChainPlace | undefined): Promise<string> {
  const database = await openDatabase(config())
  try {
    const verified = await verifyAudit(database, noted).catch(explainOldSchema)
    if (!verified.ok) throw new Broken(verified.problem)
    const { rows, last, rowsBefore } = verified
    const lines = [
      `The audit log is as it was written: ${rows} rows. Its end, to be noted: ${last.position}:${last.hash}`,
    ]
    if (rowsBefore > 0) {
      lines.push(
        `Rows 1 to ${rowsBefore} are older than the chain: it proves that they have not changed since it began.`,
      )
    }
    return lines.join('\n')
  } finally {
    await database.close()
  }
}

class Broken extends Error {}

/** SQLSTATE of a table or column that does not exist. */
function explainOldSchema(thrown: unknown): never {
  const code = thrown instanceof Error ? Reflect.get(thrown, 'code') : undefined
  if (code === '42703' || code === '42P01')
    throw new Broken('The database is older than this version: npm run migrate')
  throw thrown
}

function placeIn(text: string | undefined): ChainPlace | undefined {
  if (text === undefined) return undefined
  const [, position, hash] = /^(\d{1,15}):([0-9a-f]{64})$/.exec(text) ?? []
  if (!hash) throw new Broken('A place is its position and its hash, as this command says them: 120:9f86d0…')
  return { position: Number(position), hash }
}

try {
  process.stdout.write(`${await verify(placeIn(process.argv[2]))}\n`)
} catch (thrown) {
  process.stderr.write(`${thrown instanceof Broken ? thrown.message : linesOf(thrown).join('\n')}\n`)
  process.exit(1)
}
