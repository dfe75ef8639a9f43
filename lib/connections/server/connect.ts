import 'server-only'
import { PortalError } from '@/lib/errors'
import { isAmong } from '@/lib/flows/audience'
import { getFlow } from '@/lib/flows/server/get-flow'
import type { Viewer } from '@/lib/identity/viewer'
import { selectConnectorBySlug } from '@/lib/store/connectors'
import { inTransaction, query } from '@/lib/store/current'
import { restoreConnection } from '@/lib/store/removed-connections'
import { ensureConnection, recordConnected } from './ensure-connection'

/** To what: a connector by its slug, or the one of a flow that the viewer may press. */
export type ConnectTo = { readonly connector: string } | { readonly flow: string }

/**
 * Connects the viewer, for the first time or anew after the connection was taken away. Answers whether they have to sign in
 * at Microsoft for the rest, since their tokens went with it.
 * @throws PortalError not_found
 */
export async function connect(viewer: Viewer, to: ConnectTo): Promise<{ readonly signInNeeded: boolean }> {
  const connectorId =
    'flow' in to ? (await getFlow(viewer, to.flow)).connectorId : await connectorIdOf(viewer, to.connector)
  return inTransaction(async (trx) => {
    const id = await ensureConnection(trx, viewer, connectorId)
    const { isRestored, signInNeeded } = await restoreConnection(trx, { id, at: new Date() })
    if (isRestored) await recordConnected(trx, viewer, id, { again: true })
    return { signInNeeded }
  })
}

/** One that is not for the viewer is as unknown as one that does not exist. */
async function connectorIdOf(viewer: Viewer, slug: string): Promise<string> {
  const connector = await query((db) => selectConnectorBySlug(db, slug))
  if (!connector || !isAmong(viewer, connector.audience))
    throw new PortalError('not_found', `There is no connector "${slug}".`)
  return connector.id
}
