import 'server-only'
import { actorOf } from '@/lib/audit/audit-entry'
import { recordOnceAnHour } from '@/lib/audit/server/record-once-an-hour'
import { config } from '@/lib/config'
import { demandRole } from '@/lib/identity/server/viewer'
import type { Viewer } from '@/lib/identity/viewer'
import { firstDay, lengthsOf, type RunFigures, type Span, spansWithin, spread } from '@/lib/runs/run-figures'
import { query } from '@/lib/store/current'
import { selectDays, selectDaysOfFlow, selectShares } from '@/lib/store/run-figures'

export interface FiguresAsked {
  readonly span: Span
  /** A flow's slug; '' for all. */
  readonly flow: string
}

const SPAN_OF_FLOW: Span = 30
const DAY_MS = 86_400_000

/** Of the viewer's own runs that are over. */
export function figuresOfMine(viewer: Viewer, asked: FiguresAsked): Promise<RunFigures> {
  return figuresOf(viewer.personId, asked)
}

/** Of everybody's, for an Admin. @throws PortalError not_permitted */
export async function figuresOfAll(viewer: Viewer, asked: FiguresAsked): Promise<RunFigures> {
  const look = { action: 'runs.view', target: 'runs' } as const
  await demandRole(viewer, 'Portal.Admin', look)
  await recordOnceAnHour(viewer.session, { actor: actorOf(viewer), ...look, outcome: 'done' })
  return figuresOf(undefined, asked)
}

/**
 * How a flow's runs went lately, everybody's, as numbers without names: for whoever may open the flow, which the caller has made
 * sure of.
 */
export async function healthOfFlow(flowId: string): Promise<Pick<RunFigures, 'days' | 'whole' | 'before'>> {
  const now = Date.now()
  const known = await query((db) => selectDaysOfFlow(db, flowId, firstDay(now, SPAN_OF_FLOW)))
  return spread(known, now, SPAN_OF_FLOW)
}

/** How many days somebody may look back on their own runs: as long as it is kept whose they were. */
export function spansOfMine(): readonly Span[] {
  return spansWithin(config().keepRunsMs)
}

async function figuresOf(personId: string | undefined, { span, flow }: FiguresAsked): Promise<RunFigures> {
  const now = Date.now()
  const whose = { personId, flowSlug: flow || undefined }
  const [days, { flows, people, lengths }] = await query((db) =>
    Promise.all([
      selectDays(db, { ...whose, from: firstDay(now, 2 * span) }),
      selectShares(db, { ...whose, from: firstDay(now, span) }),
    ]),
  )
  const keptDays = Math.floor(config().keepRunsMs / DAY_MS)
  const told = spread(days, now, span)
  return {
    ...told,
    before: personId === undefined || 2 * span <= keptDays ? told.before : undefined,
    listedFrom: firstDay(now, keptDays),
    flows,
    people: span <= keptDays ? people : [],
    lengths: lengthsOf(lengths),
  }
}
