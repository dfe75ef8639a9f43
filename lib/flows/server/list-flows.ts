import 'server-only'
import { mayPress } from '@/lib/flows/audience'
import type { Flow } from '@/lib/flows/flow'
import { hasRole } from '@/lib/identity/roles'
import type { Viewer } from '@/lib/identity/viewer'
import { query } from '@/lib/store/current'
import { selectFlowNames, selectFlows } from '@/lib/store/flows'
import { type OwnOfFlow, selectOwnOfFlows } from '@/lib/store/runs'

/** A card on Home. */
export interface FlowCard extends OwnOfFlow {
  readonly slug: string
  readonly title: string
  readonly description: string
  readonly category: string
  readonly icon: string
  readonly colour: string
}

/** Of a flow that came between the two looks. */
const NOTHING_OWN: OwnOfFlow = { favourite: false, lastRun: undefined }

/** The flows that the viewer may run, by title. */
export async function listFlows(viewer: Viewer): Promise<FlowCard[]> {
  return query(async (db) => {
    const [flows, own] = await Promise.all([selectFlows(db), selectOwnOfFlows(db, viewer.personId)])
    return flows
      .filter((flow) => flow.state === 'on' && mayPress(viewer, flow.definition.audience, flow.connectorAudience))
      .map((flow) => toCard(flow, own.get(flow.id)))
  })
}

function toCard(flow: Flow, { favourite, lastRun }: OwnOfFlow = NOTHING_OWN): FlowCard {
  const { slug, title, description, category, icon, colour } = flow
  return { slug, title, description, category, icon, colour, favourite, lastRun }
}

interface Choice {
  readonly slug: string
  readonly name: string
}

/** Flows to choose from in a history, and their workspaces: those that the viewer may run; of everybody's, all for an Admin. */
export async function listFlowNames(
  viewer: Viewer,
  areEverybodys = false,
): Promise<{ readonly flows: readonly Choice[]; readonly workspaces: readonly Choice[] }> {
  const seesAll = areEverybodys && hasRole(viewer.roles, 'Portal.Admin')
  const flows = (await query(selectFlowNames)).filter(
    ({ audience, connectorAudience }) => seesAll || mayPress(viewer, audience, connectorAudience),
  )
  const workspaces = new Map(flows.map(({ workspace, workspaceName }) => [workspace, workspaceName]))
  return {
    flows: flows.map(({ slug, title }) => ({ slug, name: title })),
    workspaces: [...workspaces].map(([slug, name]) => ({ slug, name })),
  }
}
