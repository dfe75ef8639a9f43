import 'server-only'
import type { Connector } from '@/lib/connectors/connector'
import { needsConnecting, principalOf } from '@/lib/connectors/security'
import { PortalError } from '@/lib/errors'
import { isAmong } from '@/lib/flows/audience'
import type { Viewer } from '@/lib/identity/viewer'
import { type ConnectionProblem, selectConnectionOf } from '@/lib/store/connections'
import { selectConnector, selectConnectorBySlug } from '@/lib/store/connectors'
import { inTransaction, query } from '@/lib/store/current'
import { restoreConnection } from '@/lib/store/removed-connections'
import { ensureConnection, recordConnected } from './ensure-connection'
import { startConnecting } from './start-connecting'

/** To what: a connector by its slug, or by its id. */
export type ConnectTo = { readonly connector: string } | { readonly connectorId: string }

/** What is left to do for the viewer's browser. */
export interface StillToDo {
  /** They have to sign in at Microsoft, since their tokens went with the connection. */
  readonly signInNeeded: boolean
  /** Where they authorize the connection, through a registration of the connector's own. */
  readonly authorizeAt?: string
}

interface HowToConnect {
  /** A path of ours to come back to. */
  readonly back?: string
  /** Microsoft is to ask which account it is, whoever is signed in there. */
  readonly asksForAccount?: boolean
}

/**
 * Connects the viewer, for the first time or anew after the connection was taken away or has ended.
 * @throws PortalError not_found, entra_configuration for a connector that nobody can connect to yet
 */
export async function connect(
  viewer: Viewer,
  to: ConnectTo,
  { back = '/connections', asksForAccount = false }: HowToConnect = {},
): Promise<StillToDo> {
  const connector = await connectorFor(viewer, to)
  const { security } = connector
  if (needsConnecting(security)) {
    const problem = await problemOf(viewer, connector.id)
    return {
      signInNeeded: false,
      authorizeAt: await startConnecting(viewer, { ...connector, security }, { back, problem, asksForAccount }),
    }
  }
  return inTransaction(async (trx) => {
    const { id } = await ensureConnection(trx, viewer, connector.id)
    const { isRestored, signInNeeded } = await restoreConnection(trx, {
      id,
      at: new Date(),
      asPrincipal: principalOf(security) !== undefined,
    })
    if (isRestored) await recordConnected(trx, viewer, id, { again: true })
    return { signInNeeded }
  })
}

/** What is wrong with the viewer's own connection, as far as it is known. */
export async function problemOf({ personId }: Viewer, connectorId: string): Promise<ConnectionProblem | undefined> {
  return (await query((db) => selectConnectionOf(db, { personId, connectorId })))?.problem
}

/** One that is not for the viewer is as unknown as one that does not exist. */
async function connectorFor(viewer: Viewer, to: ConnectTo): Promise<Connector> {
  const connector = await query((db) =>
    'connector' in to ? selectConnectorBySlug(db, to.connector) : selectConnector(db, to.connectorId),
  )
  if (connector && isAmong(viewer, connector.audience)) return connector
  throw new PortalError('not_found', 'There is no such connector.')
}
