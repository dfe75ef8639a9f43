import 'server-only'
import { isAmong, mayPress } from '@/lib/flows/audience'
import type { Viewer } from '@/lib/identity/viewer'
import { type ConnectorOfPerson, selectConnectorsOfPerson } from '@/lib/store/connection-lists'
import { query } from '@/lib/store/current'
import { selectFlows } from '@/lib/store/flows'

/** A connector, how the viewer's connection to it stands, and the flows of it that the viewer may press. */
export interface OwnConnection extends ConnectorOfPerson {
  readonly flows: readonly { readonly slug: string; readonly title: string }[]
}

/** The connectors that are for the viewer, with their own connection to each; and what they have still a connection to. */
export async function listConnections(viewer: Viewer): Promise<OwnConnection[]> {
  return query(async (db) => {
    const [connectors, flows] = await Promise.all([selectConnectorsOfPerson(db, viewer.personId), selectFlows(db)])
    const mine = flows.filter((flow) => mayPress(viewer, flow.definition.audience, flow.connectorAudience))
    const shown = connectors.filter(({ connection, audience }) => connection || isAmong(viewer, audience))
    return shown.map((connector) => ({
      ...connector,
      flows: mine
        .filter(({ connectorId }) => connectorId === connector.connectorId)
        .map(({ slug, title }) => ({ slug, title })),
    }))
  })
}
