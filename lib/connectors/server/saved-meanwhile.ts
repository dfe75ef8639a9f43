import 'server-only'
import type { Connector } from '@/lib/connectors/connector'
import { PortalError } from '@/lib/errors'

/** A form was made of an older state than the one in force: it says which that is, and by whom. */
export function savedMeanwhile({ version, updatedBy }: Connector): PortalError {
  const facts = { reason: 'saved_meanwhile', version: String(version), ...(updatedBy && { by: updatedBy }) }
  return new PortalError('conflict', 'Somebody else has saved the connector meanwhile.', { facts })
}
