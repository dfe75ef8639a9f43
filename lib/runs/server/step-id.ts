import 'server-only'
import { createHash } from 'node:crypto'
import type { Place } from '@/lib/runs/run-state'

/**
 * The id of an attempt that comes after a run's first, and the token by which Databricks knows it (RUN-2): made of the run and the
 * place and nothing else, so that a portal that was put back to a backup goes on with the same ones, and starts nothing twice.
 * A UUID of version 8, RFC 9562 section 5.8.
 */
export function stepIdOf(runId: string, { position, attempt }: Place): string {
  const bytes = createHash('sha256').update(`${runId} ${position} ${attempt}`).digest().subarray(0, 16)
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6)
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8)
  const hex = bytes.toString('hex')
  return [0, 8, 12, 16, 20].map((from, at) => hex.slice(from, [8, 12, 16, 20, 32][at])).join('-')
}
