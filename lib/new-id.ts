import 'server-only'
import { v7 } from 'uuid'

/** A UUIDv7: ids of ours rise with time, and PostgreSQL 15 cannot make them (D12). */
export function newId(): string {
  return v7()
}
