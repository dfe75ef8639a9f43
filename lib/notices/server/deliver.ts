import 'server-only'
import { PORTAL } from '@/lib/audit/audit-entry'
import { config } from '@/lib/config'
import { en } from '@/lib/language/en/english'
import { describeError, log } from '@/lib/log'
import { type DeliveryProblem, pauseAfter } from '@/lib/notices/delivery'
import { type HookFacts, teamsBody, webhookBody } from '@/lib/notices/hook'
import { mailOf } from '@/lib/notices/mail'
import { noticeText } from '@/lib/notices/notice-text'
import { whileHeld } from '@/lib/runs/server/while-held'
import { insertAudit } from '@/lib/store/audit'
import { inTransaction, query } from '@/lib/store/current'
import { type Delivery, giveUp, selectDelivery, setSent, setTried } from '@/lib/store/deliveries'
import { finishLease, type Lease } from '@/lib/store/lease'
import { notify } from '@/lib/store/notify'
import { RUN_CHANGED } from '@/lib/store/run-dispatch'
import { sendHook } from './send-hook'
import { sendMail } from './send-mail'

/**
 * Sends a notice on its way out of the portal. A process that dies before what came of it is stored sends it again: the mail has
 * the same id then.
 */
export function deliver(lease: Lease): Promise<void> {
  return whileHeld(lease, async () => {
    const delivery = await query((db) => selectDelivery(db, lease.id))
    if (!delivery) return inTransaction((trx) => finishLease(trx, lease, null))
    const problem = await send(delivery).catch(unsent)
    const pause = problem && pauseAfter(problem, delivery.tries, Date.now() - delivery.createdAt.getTime())
    if (problem && pause !== undefined) return wait(lease, problem, pause)
    await end(lease, delivery, problem)
  })
}

/** Whoever took a place to send to out of the settings meant it. */
async function send(delivery: Delivery): Promise<DeliveryProblem | undefined> {
  const { mail, teams, webhook, origin, allowedHosts, allowedNetworks } = config()
  const network = { allowedHosts, networks: allowedNetworks }
  const { id, way } = delivery
  if (way === 'email' && mail) {
    const messageId = `<${id}@${new URL(origin).hostname}>`
    return sendMail(mail, { ...mailOf(factsOf(delivery, origin)), to: delivery.userName, messageId })
  }
  if (way === 'teams' && teams) {
    return sendHook(teams, network, { id, body: teamsBody(hookFacts(delivery, origin), en.notices.card) })
  }
  if (way === 'webhook' && webhook) {
    return sendHook(webhook, network, { id, body: webhookBody(hookFacts(delivery, origin)) })
  }
  return 'no_address'
}

function hookFacts(delivery: Delivery, origin: string): HookFacts {
  const { id, event, run, userName } = delivery
  return {
    ...{ id, event, title: noticeText(delivery, en), person: userName },
    run: run && { ...run, flow: run.flowTitle, url: `${origin}/runs/${run.id}` },
  }
}

function factsOf(delivery: Delivery, origin: string) {
  const { notices } = en
  const { event, run } = delivery
  return {
    event,
    title: noticeText(delivery, en),
    lines: run
      ? [
          notices.mail.started(inUtc(run.createdAt)),
          ...(run.endedAt && event !== 'wait' ? [notices.mail.ended(inUtc(run.endedAt))] : []),
        ]
      : [],
    link: run && { text: notices.mail.open, url: `${origin}/runs/${run.id}` },
    foot: { text: notices.mail.why, url: `${origin}/notices/settings` },
  }
}

/** Whoever reads it may be anywhere. */
function inUtc(at: Date): string {
  return `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`
}

/** A file with a password that is not there is the operator's to mend, and is waited for like a server that says no. */
function unsent(thrown: unknown): DeliveryProblem {
  log('error', 'notice.not_sent', describeError(thrown))
  return 'sign_in'
}

async function wait(lease: Lease, problem: DeliveryProblem, pauseMs: number): Promise<void> {
  log('info', 'notice.not_sent', { id: lease.id, why: problem })
  await inTransaction(async (trx) => {
    await setTried(trx, lease.id, problem)
    await finishLease(trx, lease, pauseMs)
  })
}

async function end(lease: Lease, delivery: Delivery, problem: DeliveryProblem | undefined): Promise<void> {
  const { id, noticeId, way, personId, run } = delivery
  await inTransaction(async (trx) => {
    if (problem) await giveUp(trx, { id, noticeId }, problem)
    else await setSent(trx, id)
    await finishLease(trx, lease, null)
    if (problem && run) await notify(trx, RUN_CHANGED, `${run.id} ${personId}`)
    await insertAudit(trx, {
      actor: { ...PORTAL, personId },
      action: 'notice.send',
      target: `notice:${noticeId}`,
      outcome: problem ? 'failed' : 'done',
      reason: problem,
      details: { way },
    })
  })
}
