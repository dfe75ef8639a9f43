import 'server-only'
import type { NamedMigration } from '@/lib/store/migrate'
import { up as firstTables } from './0001-first-tables'
import { up as audit } from './0002-audit'

/** Append only. A step that has run anywhere never changes: the next step mends it. */
export const ALL_MIGRATIONS: readonly NamedMigration[] = [
  { name: '0001-first-tables', up: firstTables },
  { name: '0002-audit', up: audit },
]
