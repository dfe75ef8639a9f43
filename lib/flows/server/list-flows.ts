import 'server-only'
import { mayPress } from '@/lib/flows/audience'
import type { Flow } from '@/lib/flows/flow'
import type { Viewer } from '@/lib/identity/viewer'
import type { RunStatus } from '@/lib/runs/run-status'
import { query } from '@/lib/store/current'
import { selectFavourites } from '@/lib/store/favourites'
import { selectFlows } from '@/lib/store/flows'
import { selectLatestRunOfEachFlow } from '@/lib/store/runs'

/** A card on Home. */
export interface FlowCard {
  readonly slug: string
  readonly title: string
  readonly description: string
  readonly category: string
  readonly icon: string
  readonly colour: string
  readonly favourite: boolean
  /** The viewer's own latest run of it. */
  readonly lastRun: { readonly number: number; readonly status: RunStatus; readonly createdAt: number } | undefined
}

/** The flows that the viewer may run, by title. */
export async function listFlows(viewer: Viewer): Promise<FlowCard[]> {
  return query(async (db) => {
    const [flows, favourites, latest] = await Promise.all([
      selectFlows(db),
      selectFavourites(db, viewer.personId),
      selectLatestRunOfEachFlow(db, viewer.personId),
    ])
    return flows
      .filter((flow) => flow.state === 'on' && mayPress(viewer, flow.definition.audience, flow.connectorAudience))
      .map((flow) => toCard(flow, favourites.has(flow.id), latest.get(flow.id)))
  })
}

function toCard(flow: Flow, favourite: boolean, lastRun: FlowCard['lastRun']): FlowCard {
  const { slug, title, description, category, icon, colour } = flow
  return { slug, title, description, category, icon, colour, favourite, lastRun }
}

/** Names of the flows that the viewer may run, to choose from. */
export async function listFlowNames(viewer: Viewer): Promise<{ readonly slug: string; readonly title: string }[]> {
  const flows = await query(selectFlows)
  return flows
    .filter((flow) => mayPress(viewer, flow.definition.audience, flow.connectorAudience))
    .map(({ slug, title }) => ({ slug, title }))
}
