import 'server-only'
import type { Flow } from '@/lib/flows/flow'
import { keepable, type Typed } from '@/lib/flows/typed'
import type { Viewer } from '@/lib/identity/viewer'
import { inTransaction } from '@/lib/store/current'
import { putKeptForm } from '@/lib/store/kept-forms'

/** Keeps what the viewer has typed when they go away to connect or to sign in: for an hour, until they press, and never a secret. */
export async function keepForm(
  { personId }: Viewer,
  { id, definition }: Pick<Flow, 'id' | 'definition'>,
  typed: Typed,
): Promise<void> {
  const kept = keepable(definition.inputs, typed)
  await inTransaction((trx) => putKeptForm(trx, { personId, flowId: id }, kept))
}
