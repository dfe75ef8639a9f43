import 'server-only'
import type { ConnectorFacts } from '@/lib/connectors/connector'
import type { Executor } from './database'

export interface KeptVersion {
  readonly version: number
  readonly saved: ConnectorFacts
  readonly savedAt: Date
  /** The user name of who saved it. */
  readonly savedBy: string | undefined
}

function versionsOf(db: Executor, connectorId: string) {
  return db
    .selectFrom('connector_versions')
    .leftJoin('people', 'people.id', 'connector_versions.saved_by')
    .select(['version', 'saved', 'saved_at', 'people.user_name'])
    .where('connector_id', '=', connectorId)
}

type VersionRow = Awaited<ReturnType<ReturnType<typeof versionsOf>['execute']>>[number]

/** Those that an older version of the portal saved know nothing of what came later. */
function toVersion({ version, saved, saved_at, user_name }: VersionRow): KeptVersion {
  return {
    version,
    saved: { ...saved, policies: saved.policies ?? [] },
    savedAt: saved_at,
    savedBy: user_name ?? undefined,
  }
}

/** Newest first. */
export async function selectVersions(db: Executor, connectorId: string, most: number): Promise<KeptVersion[]> {
  const rows = await versionsOf(db, connectorId).orderBy('version', 'desc').limit(most).execute()
  return rows.map(toVersion)
}

export async function selectVersion(
  db: Executor,
  connectorId: string,
  version: number,
): Promise<KeptVersion | undefined> {
  const row = await versionsOf(db, connectorId).where('version', '=', version).executeTakeFirst()
  return row && toVersion(row)
}
