import 'server-only'
import { config } from '@/lib/config'
import { healthOf } from '@/lib/databricks/health'
import { PortalError } from '@/lib/errors'
import { describeError, log } from '@/lib/log'
import { query } from '@/lib/store/current'
import {
  admitCall,
  type Budget,
  holdWorkspaceFor,
  markFailing,
  markWorking,
  settleCalls,
  whyClosed,
} from '@/lib/store/workspace-budgets'

/** What all processes together may ask of a workspace. */
export function budgetOf(origin: string): Budget {
  return { origin, callsPerSecond: config().callsPerSecond }
}

/**
 * Lets a call through that a person waits for, before any polling; `closedError` says why where it does not. To be asked
 * before each of them, since what all processes know of the workspace is read with it.
 */
export async function admitted(origin: string): Promise<boolean> {
  const admission = await query((db) => admitCall(db, budgetOf(origin)))
  if (admission) hearHealth(origin, admission.failing)
  return admission !== undefined
}

/** Why the workspace is left alone, with `facts.retryAfterMs`; nothing was sent. */
export async function closedError(origin: string): Promise<PortalError> {
  const { reason, waitMs } = await query((db) => whyClosed(db, budgetOf(origin)))
  const facts = { arrived: 'no', retryAfterMs: String(Math.ceil(waitMs)) }
  if (reason === 'failing') {
    const message = 'The workspace keeps failing and is left alone for a while.'
    return new PortalError('databricks_unreachable', message, { facts: { ...facts, reason: 'paused' } })
  }
  const message = 'The workspace is left alone because it asked for it, or got as many calls as it may.'
  const why = reason === 'asked to wait' ? 'held' : 'queued'
  return new PortalError('databricks_busy', message, { facts: { ...facts, reason: why } })
}

/** Takes calls out of the budget that were more than was paid for, or puts back what was not needed. */
export async function payCalls(origin: string, calls: number): Promise<void> {
  if (calls !== 0) await query((db) => settleCalls(db, budgetOf(origin), calls))
}

/** Everybody leaves the workspace alone, in every process: it said so. */
export async function holdWorkspace(origin: string, ms: number): Promise<void> {
  await query((db) => holdWorkspaceFor(db, budgetOf(origin), ms))
}

/** What all processes know, as it was read with the admission of a call. */
export function hearHealth(origin: string, failing: boolean): void {
  healthOf(origin).hear(failing)
}

/**
 * Tells the other processes when this one's calls have shown that the workspace keeps failing, or works again; most calls
 * show nothing new. What cannot be told now is told after the next call.
 */
export async function tellHealth(origin: string): Promise<void> {
  const health = healthOf(origin)
  const news = health.news()
  if (!news) return
  health.told(news.failing)
  try {
    await query((db) => (news.failing ? markFailing(db, budgetOf(origin)) : markWorking(db, origin)))
    log('warn', news.failing ? 'workspace.failing' : 'workspace.working', { origin })
  } catch (thrown) {
    health.told(!news.failing)
    log('warn', 'workspace.health_not_told', { origin, ...describeError(thrown) })
  }
}
