import 'server-only'
import type { Executor } from './database'

export interface Connector {
  readonly id: string
  readonly slug: string
  readonly name: string
  /** Origin of the workspace, like https://adb-1234567890123456.7.azuredatabricks.net. */
  readonly origin: string
  readonly resourceId: string
}

/** Makes the first connector, once: later starts find it, change nothing, and are answered false. */
export async function insertConnectorIfNew(db: Executor, connector: Connector & { at: Date }): Promise<boolean> {
  const inserted = await db
    .insertInto('connectors')
    .values({
      id: connector.id,
      slug: connector.slug,
      name: connector.name,
      origin: connector.origin,
      resource_id: connector.resourceId,
      created_at: connector.at,
    })
    .onConflict((conflict) => conflict.column('slug').doNothing())
    .returning('id')
    .executeTakeFirst()
  return inserted !== undefined
}

const COLUMNS = ['id', 'slug', 'name', 'origin', 'resource_id as resourceId'] as const

export async function selectConnectorBySlug(db: Executor, slug: string): Promise<Connector | undefined> {
  return db.selectFrom('connectors').select(COLUMNS).where('slug', '=', slug).executeTakeFirst()
}

/** All of them, the oldest first. */
export async function selectConnectors(db: Executor): Promise<Connector[]> {
  return db.selectFrom('connectors').select(COLUMNS).orderBy('created_at').orderBy('id').execute()
}

/** The workspace's address came from the settings, and follows them. */
export async function updateConnectorOrigin(db: Executor, id: string, origin: string): Promise<void> {
  await db.updateTable('connectors').set({ origin }).where('id', '=', id).where('origin', '<>', origin).execute()
}
