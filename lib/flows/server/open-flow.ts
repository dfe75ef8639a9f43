import 'server-only'
import type { ChoicesByField } from '@/lib/choices/choices'
import { readFirstChoices } from '@/lib/choices/server/read-choices'
import type { Flow, FlowDefinition } from '@/lib/flows/flow'
import { prefilledBy } from '@/lib/flows/prefill'
import { keepable, type Typed, valuesTyped } from '@/lib/flows/typed'
import type { InputValues } from '@/lib/flows/typed-values'
import { hasRole } from '@/lib/identity/roles'
import type { Viewer } from '@/lib/identity/viewer'
import { isId } from '@/lib/is-id'
import { query } from '@/lib/store/current'
import { selectBelongings } from '@/lib/store/kept-forms'
import { selectRunInputs } from '@/lib/store/run-views'
import { findObstacle, type Readiness } from './find-obstacle'
import { getFlow } from './get-flow'

type Params = Parameters<typeof prefilledBy>[1]

export interface OpenedFlow extends Readiness {
  readonly flow: Flow
  readonly favourite: boolean
  /** The viewer is one of its makers, or an Admin. */
  readonly answersForIt: boolean
  /** Of the fields whose choices are read, with what the form holds at first. */
  readonly choices: ChoicesByField
  readonly begins: FirstFill
}

/** With what a form begins beside its defaults. */
export interface FirstFill {
  readonly earlier?: { readonly runId: string; readonly inputs: Readonly<Record<string, unknown>> } | undefined
  /** What the viewer had typed when they went away. */
  readonly kept?: Typed | undefined
  /** What the address says that it holds. */
  readonly linked?: Typed | undefined
  /** Whichever of them it is, as values. */
  readonly inputs?: InputValues | undefined
}

/** What a flow's page shows. @throws PortalError not_found */
export async function openFlow(
  viewer: Viewer,
  slug: string,
  earlierRunId: string | undefined,
  /** Of the page's address. */
  params: Params = {},
): Promise<OpenedFlow> {
  const flow = await getFlow(viewer, slug)
  const { favourite, makes, kept } = await query((db) =>
    selectBelongings(db, { personId: viewer.personId, objectId: viewer.objectId, flowId: flow.id }),
  )
  const linked = prefilledBy(flow.definition.inputs, params)
  const begins = await firstFill(viewer, flow, { earlierRunId, kept, linked })
  const [readiness, choices] = await Promise.all([
    findObstacle(viewer, flow),
    readFirstChoices(viewer, flow.connectorId, flow.definition.inputs, begins.inputs),
  ])
  const answersForIt = makes || hasRole(viewer.roles, 'Portal.Admin')
  return { flow, favourite, answersForIt, begins, choices, ...readiness }
}

/** A run to be repeated comes before what the address says, and that before what was left behind in the form another time. */
export async function firstFill(
  viewer: Viewer,
  { id, definition }: { readonly id: string; readonly definition: FlowDefinition },
  left: {
    readonly earlierRunId: string | undefined
    readonly kept: Typed | undefined
    readonly linked?: Typed | undefined
  },
): Promise<FirstFill> {
  const earlier = await earlierInputs(viewer, { id }, left.earlierRunId)
  if (earlier) return { earlier, inputs: earlier.inputs }
  const { linked } = left
  if (linked) return { linked, inputs: valuesTyped(definition.inputs, linked) }
  const kept = left.kept && keepable(definition.inputs, left.kept)
  return kept ? { kept, inputs: valuesTyped(definition.inputs, kept) } : {}
}

/** The inputs of an earlier run of the viewer's, of this flow. */
async function earlierInputs(
  viewer: Viewer,
  flow: { readonly id: string },
  runId: string | undefined,
): Promise<FirstFill['earlier']> {
  if (!runId || !isId(runId)) return undefined
  const inputs = await query((db) => selectRunInputs(db, { runId, personId: viewer.personId, flowId: flow.id }))
  return inputs && { runId, inputs }
}
