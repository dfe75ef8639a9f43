import 'server-only'
import { hash } from 'node:crypto'
import { PORTAL } from '@/lib/audit/audit-entry'
import { ChainWalk, type WalkState } from '@/lib/audit/chain-walk'
import { describeError, log } from '@/lib/log'
import { insertAudit } from '@/lib/store/audit'
import { selectAuditHead, selectChainedRows, selectUnchainedRow } from '@/lib/store/audit-chain'
import { asOfNow, type DueCheck, ensureAuditCheck, keepCheck, takeDueCheck } from '@/lib/store/audit-checks'
import { inTransaction, query } from '@/lib/store/current'
import type { Executor } from '@/lib/store/database'

/** Rows of a piece: some milliseconds of reading and hashing, on the thread that answers people. */
const PIECE = 500
const NEXT_PIECE_MS = 1_000
/** Between two looks at what was added. */
const NEXT_LOOK_MS = 60_000
/** Rows that were verified may be changed afterwards: after so long all are looked at anew. */
const NEXT_PASS_MS = 24 * 60 * 60_000
const AFTER_PROBLEM_MS = 15 * 60_000
/** A process that found nothing to do asks again then. */
const REST_MS = 20_000
const FIRST_AFTER_MS = 15_000

/** Verifies the chain piece by piece until the answered function is called, which waits for the piece under way. */
export function verifyAllTheTime(): () => Promise<void> {
  let underWay: Promise<void> = Promise.resolve()
  let timer: NodeJS.Timeout | undefined
  let isOver = false
  const lookIn = (ms: number): void => {
    timer = setTimeout(() => {
      underWay = verifyQuietly().then((wasDue) => {
        if (!isOver) lookIn(wasDue ? NEXT_PIECE_MS : REST_MS)
      })
    }, ms)
  }
  lookIn(FIRST_AFTER_MS)
  return () => {
    isOver = true
    clearTimeout(timer)
    return underWay
  }
}

/** Answers whether there was something to do: then there may be more. */
async function verifyQuietly(): Promise<boolean> {
  try {
    await query(ensureAuditCheck)
    return await verifyPiece()
  } catch (thrown) {
    if (!wasOvertaken(thrown)) log('error', 'audit.not_verified', describeError(thrown))
    return false
  }
}

/** SQLSTATE serialization_failure: another process has verified this piece in the same moment. */
function wasOvertaken(thrown: unknown): boolean {
  return thrown instanceof Error && Reflect.get(thrown, 'code') === '40001'
}

/**
 * Verifies the next rows of the audit log, if that is due and nobody else is at it; one process at a time. What is wrong is
 * told at once: in the log that is verified, in the portal's own log, and on the page of the Admins. Answers whether it was due.
 */
export async function verifyPiece(): Promise<boolean> {
  const piece = await inTransaction(async (trx) => {
    await asOfNow(trx)
    const due = await takeDueCheck(trx)
    return due && { news: await verify(trx, due) }
  })
  if (piece?.news) await tell(piece.news)
  return piece !== undefined
}

/** Answers a problem that was not known before. */
async function verify(trx: Executor, due: DueCheck): Promise<string | undefined> {
  const isOver = due.passBeganAt === undefined || due.now.getTime() - due.passBeganAt.getTime() > NEXT_PASS_MS
  const from = isOver || !(await isStillThere(trx, due.walk)) ? undefined : due.walk
  const passBeganAt = from && due.passBeganAt ? due.passBeganAt : due.now
  const chain = new ChainWalk((text) => hash('sha256', text, 'hex'), undefined, from)
  const page = await selectChainedRows(trx, chain.last.position, PIECE)
  const isWhole = page.length < PIECE
  const problem = firstProblem(chain, page) ?? (isWhole ? await problemAtTheEnd(trx, chain) : undefined)
  if (problem) return keepProblem(trx, due, passBeganAt, problem)
  const nextAt = inMs(due.now, isWhole ? NEXT_LOOK_MS : NEXT_PIECE_MS)
  const good = isWhole ? { verified: { to: chain.last, at: due.now }, problem: null } : {}
  await keepCheck(trx, { walk: chain.state, passBeganAt, nextAt, ...good })
  return undefined
}

function firstProblem(chain: ChainWalk, page: Parameters<ChainWalk['take']>[0][]): string | undefined {
  for (const row of page) {
    const problem = chain.take(row)
    if (problem) return problem
  }
  return undefined
}

async function problemAtTheEnd(trx: Executor, chain: ChainWalk): Promise<string | undefined> {
  const row = await selectUnchainedRow(trx)
  if (row) return `A row (${row.action}, id ${row.id}) was written past the chain.`
  return chain.finish(await selectAuditHead(trx))
}

/** The oldest rows go when their time is over: then the walk begins anew, behind them. */
async function isStillThere(trx: Executor, walk: WalkState | undefined): Promise<boolean> {
  if (!walk || walk.last.position === 0) return false
  const [row] = await selectChainedRows(trx, walk.last.position - 1, 1)
  return row?.position === walk.last.position && row.hash === walk.last.hash
}

/** The next pass begins at the beginning; a problem that goes on is told once. */
async function keepProblem(trx: Executor, due: DueCheck, passBeganAt: Date, text: string) {
  const nextAt = inMs(due.now, AFTER_PROBLEM_MS)
  const isNews = text !== due.problem
  const problem = isNews ? { problem: { text, at: due.now } } : {}
  await keepCheck(trx, { walk: undefined, passBeganAt, nextAt, ...problem })
  return isNews ? text : undefined
}

async function tell(problem: string): Promise<void> {
  log('error', 'audit.chain_broken', { why: problem })
  const entry = {
    actor: PORTAL,
    action: 'audit.broken',
    target: 'audit',
    outcome: 'failed',
    details: { problem },
  } as const
  await query((db) => insertAudit(db, entry))
}

function inMs(now: Date, ms: number): Date {
  return new Date(now.getTime() + ms)
}
