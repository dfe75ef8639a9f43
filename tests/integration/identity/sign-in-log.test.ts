import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { recordSignIn, signInLogWritten } from '@/lib/identity/server/sign-in-log'
import { transact } from '@/lib/store/transaction'
import { describePortal } from '@/tests/support/in-process-portal'

describePortal('the sign-in log', [], (portal) => {
  const db = () => portal.store().kysely
  const rowsOf = (correlationId: string) =>
    db().selectFrom('sign_ins').selectAll().where('correlation_id', '=', correlationId).execute()

  /** Records so many while nobody can write, and answers whether the end of the process would have waited for them. */
  const recordWhileHeld = async (count: number, correlationId: string): Promise<boolean> => {
    let over = false
    const held = Promise.withResolvers<void>()
    const free = Promise.withResolvers<void>()
    const holding = transact(db(), async (trx) => {
      await sql`lock table sign_ins in access exclusive mode`.execute(trx)
      held.resolve()
      await free.promise
    })
    await held.promise
    for (let n = 0; n < count; n += 1) recordSignIn({ errorCode: '0', correlationId })
    const written = signInLogWritten().then(() => {
      over = true
    })
    await new Promise((resolve) => setImmediate(resolve))
    const waited = !over
    free.resolve()
    await Promise.all([holding, written])
    return waited
  }

  it('keeps nobody waiting, and is waited for at the end of the process (AUTH-10)', async () => {
    const correlationId = randomUUID()
    expect(await recordWhileHeld(5, correlationId)).toBe(true)
    expect(await rowsOf(correlationId)).toHaveLength(5)
  })

  it('lets a flood wait for the database only so far (AUTH-10)', async () => {
    const correlationId = randomUUID()
    await recordWhileHeld(1_100, correlationId)
    expect((await rowsOf(correlationId)).length).toBeLessThanOrEqual(1_000)
  })
})
