import 'server-only'
import { actorOf } from '@/lib/audit/audit-entry'
import type { Viewer } from '@/lib/identity/viewer'
import { newId } from '@/lib/new-id'
import { insertAudit } from '@/lib/store/audit'
import * as store from '@/lib/store/connections'
import type { Executor } from '@/lib/store/database'

/** The viewer's connection to a connector, made and on record where there was none. */
export async function ensureConnection(
  trx: Executor,
  viewer: Viewer,
  connectorId: string,
): Promise<{ readonly id: string; readonly isNew: boolean }> {
  const { personId } = viewer
  const { id, isNew } = await store.ensureConnection(trx, { id: newId(), personId, connectorId, at: new Date() })
  if (isNew) await recordConnected(trx, viewer, id, { again: false })
  return { id, isNew }
}

export async function recordConnected(
  trx: Executor,
  viewer: Viewer,
  connectionId: string,
  details: { readonly again: boolean },
): Promise<void> {
  await insertAudit(trx, {
    actor: actorOf(viewer),
    action: 'connection.create',
    target: `connection:${connectionId}`,
    outcome: 'done',
    details,
  })
}
