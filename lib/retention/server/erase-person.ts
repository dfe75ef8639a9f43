import 'server-only'
import { OPERATOR, PORTAL } from '@/lib/audit/audit-entry'
import { PortalError } from '@/lib/errors'
import { newId } from '@/lib/new-id'
import { FOLLOWED } from '@/lib/runs/run-state'
import { insertAudit } from '@/lib/store/audit'
import type { Database, Executor } from '@/lib/store/database'
import {
  deleteBelongings,
  eraseInAudit,
  type Known,
  renameInRuns,
  renameInSignIns,
  renamePerson,
  renameRunsAs,
  selectFlowsNaming,
  selectKnown,
  selectUnfinishedRuns,
} from '@/lib/store/erased-people'
import { moveRun } from '@/lib/store/run-moves'
import { transact } from '@/lib/store/transaction'

export interface Erased {
  /** What stands in the place of their names from now on. */
  readonly pseudonym: string
  readonly runs: number
  /** Runs that were not over: whatever goes on in the workspace, nobody follows it any more. */
  readonly unfinished: number
  readonly signIns: number
  readonly audit: number
  /** Flows whose current version names the person still, in its audience or as whom to ask. */
  readonly flows: readonly string[]
}

/**
 * Takes a person out of history and logs (OPS-7), by their Entra object id or user name: a pseudonym stands for them in
 * runs, sign-ins and the audit log, whose chain stays whole; their tokens, sessions and favourites are deleted. What they
 * typed into a form and have not sent is in their browser alone. All of it or nothing.
 * @throws PortalError not_found, conflict: nobody, or several people, are called so
 */
export function erasePerson(database: Database, name: string): Promise<Erased> {
  return database.unhurried((db) =>
    transact(db, async (trx) => {
      const known = onlyOne(await selectKnown(trx, name), name)
      const pseudonym = `erased-${newId().slice(-12)}`
      const unfinished = known.personId ? await endRuns(trx, known.personId) : 0
      const flows = await selectFlowsNaming(trx, known)
      const runs = await renameEverywhere(trx, known, pseudonym)
      const signIns = await renameInSignIns(trx, known, pseudonym)
      const audit = await eraseFromAudit(trx, known)
      return { pseudonym, runs, unfinished, signIns, audit, flows }
    }),
  )
}

function onlyOne(found: readonly Known[], name: string): Known {
  const [known, ...more] = found
  if (!known) throw new PortalError('not_found', `Nobody here is called "${name}". Nothing was changed.`)
  if (more.length === 0) return known
  const ids = found.map(({ objectId }) => objectId).join(', ')
  throw new PortalError('conflict', `Several people are called "${name}": name one by object id, of ${ids}.`)
}

/** They could never end by themselves: nobody else's token may follow them. */
async function endRuns(trx: Executor, personId: string): Promise<number> {
  const unfinished = await selectUnfinishedRuns(trx, personId)
  for (const run of unfinished) {
    const isFollowed = FOLLOWED.some((state) => state === run.state)
    const inDoubt = run.maybeStarted || run.state === 'unknown'
    const move = isFollowed ? 'vanish' : inDoubt ? 'giveUp' : 'refuse'
    const status = move === 'refuse' ? 'Failed' : 'Unknown'
    const error = { code: 'connection_expired', facts: {} } as const
    await moveRun(trx, run, move, { status, endedAt: new Date(), error })
    await insertAudit(trx, {
      actor: { ...PORTAL, personId },
      action: 'run.end',
      target: `run:${run.runId}`,
      outcome: 'failed',
      reason: 'person_erased',
      details: { status },
    })
  }
  return unfinished.length
}

async function renameEverywhere(trx: Executor, known: Known, pseudonym: string): Promise<number> {
  const { personId, userName } = known
  if (!personId) return 0
  await deleteBelongings(trx, personId)
  const runs = await renameInRuns(trx, known, pseudonym)
  if (userName) await renameRunsAs(trx, userName, pseudonym)
  await renamePerson(trx, personId, pseudonym)
  return runs
}

/** The row that tells of it comes last: it says how many rows it answers for, and no more may name it as their reason. */
async function eraseFromAudit(trx: Executor, known: Known): Promise<number> {
  const id = newId()
  const rows = await eraseInAudit(trx, known, id)
  await insertAudit(
    trx,
    {
      actor: OPERATOR,
      action: 'person.erase',
      target: `person:${known.personId ?? 'of the logs alone'}`,
      outcome: 'done',
      details: { rows },
    },
    id,
  )
  return rows
}
