import 'server-only'
import { actorOf } from '@/lib/audit/audit-entry'
import type { Flow } from '@/lib/flows/flow'
import { isSecret, kindOf } from '@/lib/flows/input-schema'
import { checkInputs } from '@/lib/flows/server/check-inputs'
import { getFlow } from '@/lib/flows/server/get-flow'
import { postedOf, typedFor } from '@/lib/flows/typed'
import type { Viewer } from '@/lib/identity/viewer'
import type { InputWords } from '@/lib/language/words'
import { newId } from '@/lib/new-id'
import { type Parsed, parsed, refused } from '@/lib/result'
import type { RunRow } from '@/lib/runs/run-view'
import { demandOwner, permittedRun } from '@/lib/runs/server/permitted-run'
import type { Timing, TimingProblem } from '@/lib/schedules/schedule'
import { insertAudit } from '@/lib/store/audit'
import { inTransaction } from '@/lib/store/current'
import { selectRun } from '@/lib/store/run-views'
import { countSchedules, insertSchedule } from '@/lib/store/schedules'
import { nextTime, timingProblem } from './timing'

const DAY_MS = 24 * 60 * 60_000
/** Of one person. */
const MOST_SCHEDULES = 20

export interface RunToRepeat {
  readonly run: RunRow
  /** As it stands now. */
  readonly flow: Flow
  /** A flow that asks for a secret or a file cannot be run by itself: they are not kept. */
  readonly hasSecret: boolean
}

/** A run of the viewer's own that is to be made a schedule of. @throws PortalError not_found, not_permitted */
export async function openRunToRepeat(viewer: Viewer, runId: string): Promise<RunToRepeat> {
  const run = await permittedRun(viewer, runId, (db) => selectRun(db, runId))
  await demandOwner(viewer, run, 'schedule.add')
  const flow = await getFlow(viewer, run.flowSlug)
  const { inputs } = flow.definition
  const hasSecret = Object.values(inputs.properties).some(
    (property) => isSecret(property) || kindOf(property) === 'file',
  )
  return { run, flow, hasSecret }
}

interface Wanted extends Timing {
  readonly runId: string
  readonly days: number
  readonly agreed: boolean
}

interface ScheduleWords extends Record<TimingProblem, string> {
  readonly agree: string
  readonly secret: string
  readonly most: (most: number) => string
  readonly outdated: (detail: string) => string
}

/**
 * Has a flow run again and again as the viewer, with the inputs of a run of theirs, until a day that they agree to. Answers
 * the id of the schedule, or what is wrong with what was asked for.
 * @throws PortalError not_found, not_permitted
 */
export async function addSchedule(
  viewer: Viewer,
  { runId, days, agreed, ...timing }: Wanted,
  words: ScheduleWords & { readonly inputs: InputWords },
): Promise<Parsed<string>> {
  const { run, flow, hasSecret } = await openRunToRepeat(viewer, runId)
  const now = new Date()
  if (hasSecret) return refused([{ field: '', message: words.secret }])
  if (!agreed) return refused([{ field: 'agreed', message: words.agree }])
  const problem = timingProblem(timing, now)
  if (problem) return refused([{ field: problem === 'zone' ? 'timeZone' : 'cron', message: words[problem] }])
  const typed = typedFor(flow.definition.inputs, run.inputs)
  const fits = checkInputs(flow.definition.inputs, postedOf(typed), words.inputs)
  if (!fits.ok) return refused([{ field: '', message: words.outdated(fits.issues[0]?.message ?? '') }])
  const until = new Date(now.getTime() + days * DAY_MS)
  const nextAt = nextTime(timing, now)
  if (!nextAt || nextAt > until) return refused([{ field: 'cron', message: words.never }])
  const schedule = {
    ...{ id: newId(), flowId: flow.id, personId: viewer.personId, ...timing, typed },
    confirmed: flow.definition.confirm,
    principal: flow.principal?.clientId,
    ...{ until, nextAt },
  }
  return inTransaction(async (trx) => {
    if ((await countSchedules(trx, viewer.personId)) >= MOST_SCHEDULES) {
      return refused([{ field: '', message: words.most(MOST_SCHEDULES) }])
    }
    await insertSchedule(trx, schedule)
    await insertAudit(trx, {
      actor: actorOf(viewer),
      action: 'schedule.add',
      target: `schedule:${schedule.id}`,
      outcome: 'done',
      details: { flow: flow.slug, ...timing, until: schedule.until.toISOString(), run: run.id },
    })
    return parsed(schedule.id)
  })
}
