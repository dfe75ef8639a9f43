import 'server-only'
import type { ChoicesByField } from '@/lib/choices/choices'
import { readFirstChoices } from '@/lib/choices/server/read-choices'
import type { Flow } from '@/lib/flows/flow'
import type { Viewer } from '@/lib/identity/viewer'
import { query } from '@/lib/store/current'
import { selectFavourites } from '@/lib/store/favourites'
import { selectRunInputs } from '@/lib/store/run-views'
import { findObstacle, type Readiness } from './find-obstacle'
import { getFlow } from './get-flow'

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

export interface OpenedFlow extends Readiness {
  readonly flow: Flow
  readonly favourite: boolean
  /** Of the fields whose choices are read, with what the form holds at first. */
  readonly choices: ChoicesByField
  /** A run of the viewer's whose inputs the form begins with. */
  readonly earlier: { readonly runId: string; readonly inputs: Readonly<Record<string, unknown>> } | undefined
}

/** What a flow's page shows. @throws PortalError not_found */
export async function openFlow(viewer: Viewer, slug: string, earlierRunId: string | undefined): Promise<OpenedFlow> {
  const flow = await getFlow(viewer, slug)
  const favourites = await query((db) => selectFavourites(db, viewer.personId))
  const earlier = await earlierInputs(viewer, flow, earlierRunId)
  const [readiness, choices] = await Promise.all([
    findObstacle(viewer, flow),
    readFirstChoices(viewer, flow.connectorId, flow.definition.inputs, earlier?.inputs),
  ])
  return { flow, favourite: favourites.has(flow.id), earlier, choices, ...readiness }
}

/** The inputs of an earlier run of the viewer's, of this flow. */
export async function earlierInputs(
  viewer: Viewer,
  flow: Pick<Flow, 'id'>,
  runId: string | undefined,
): Promise<OpenedFlow['earlier']> {
  if (!runId || !UUID.test(runId)) return undefined
  const inputs = await query((db) => selectRunInputs(db, { runId, personId: viewer.personId, flowId: flow.id }))
  return inputs && { runId, inputs }
}
