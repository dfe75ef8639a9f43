import 'server-only'
import { sql } from 'kysely'
import { type Connector, type ConnectorFacts, FIRST_CONNECTOR } from '@/lib/connectors/connector'
import type { JsonObject } from '@/lib/connectors/json'
import { type Principal, principalOf } from '@/lib/connectors/security'
import type { Executor } from './database'

export type NewConnector = ConnectorFacts & { readonly id: string; readonly slug: string }

/** Who saves, and when; no person where the settings do. */
export interface Saving {
  readonly by: string | undefined
  readonly at: Date
}

/** With the first of its versions. False when its slug is taken: then nothing is changed. */
export async function insertConnector(db: Executor, connector: NewConnector, saving: Saving): Promise<boolean> {
  const inserted = await db
    .insertInto('connectors')
    .values({
      id: connector.id,
      slug: connector.slug,
      ...columnsOf(connector),
      version: 1,
      created_at: saving.at,
      updated_at: saving.at,
      updated_by: saving.by ?? null,
    })
    .onConflict((conflict) => conflict.column('slug').doNothing())
    .returning('id')
    .executeTakeFirst()
  if (inserted) await insertVersion(db, connector.id, 1, connector, saving)
  return inserted !== undefined
}

/** Puts the next state in the place of `version`. False when that is not the one in force any more: then nothing is changed. */
export async function updateConnector(
  db: Executor,
  { id, version }: { readonly id: string; readonly version: number },
  facts: ConnectorFacts,
  saving: Saving,
): Promise<boolean> {
  const updated = await db
    .updateTable('connectors')
    .set({
      ...columnsOf(facts),
      version: version + 1,
      updated_at: saving.at,
      updated_by: saving.by ?? null,
    })
    .where('id', '=', id)
    .where('version', '=', version)
    .returning('id')
    .executeTakeFirst()
  if (updated) await insertVersion(db, id, version + 1, facts, saving)
  return updated !== undefined
}

async function insertVersion(db: Executor, id: string, version: number, facts: ConnectorFacts, saving: Saving) {
  const { name, description, colour, origin, basePath, resourceId, security, definition, ...rest } = facts
  const { policies, audience } = rest
  const decided = { name, description, colour, origin, basePath, resourceId, security }
  const saved = { ...decided, definition, policies, audience }
  await db
    .insertInto('connector_versions')
    .values({
      connector_id: id,
      version,
      saved: JSON.stringify(saved),
      saved_at: saving.at,
      saved_by: saving.by ?? null,
    })
    .execute()
}

function columnsOf(facts: ConnectorFacts) {
  return {
    name: facts.name,
    description: facts.description,
    colour: facts.colour,
    origin: facts.origin,
    base_path: facts.basePath,
    resource_id: facts.resourceId,
    security: JSON.stringify(facts.security),
    definition: facts.definition && JSON.stringify(facts.definition),
    policies: JSON.stringify(facts.policies),
    audience: JSON.stringify(facts.audience),
  }
}

function connectorsAndSavers(db: Executor) {
  return db
    .selectFrom('connectors')
    .leftJoin('people', 'people.id', 'connectors.updated_by')
    .selectAll('connectors')
    .select('people.user_name as saver')
}

type ConnectorRow = Awaited<ReturnType<ReturnType<typeof connectorsAndSavers>['executeTakeFirstOrThrow']>>

export async function selectConnectorBySlug(db: Executor, slug: string): Promise<Connector | undefined> {
  const row = await connectorsAndSavers(db).where('connectors.slug', '=', slug).executeTakeFirst()
  return row && toConnector(row)
}

export async function selectConnector(db: Executor, id: string): Promise<Connector | undefined> {
  const row = await connectorsAndSavers(db).where('connectors.id', '=', id).executeTakeFirst()
  return row && toConnector(row)
}

/** Held until the transaction ends: nobody changes it, or uses it for something new, meanwhile. */
export async function lockConnector(trx: Executor, slug: string): Promise<Connector | undefined> {
  await trx.selectFrom('connectors').select('id').where('slug', '=', slug).forUpdate().execute()
  return selectConnectorBySlug(trx, slug)
}

/**
 * As whom a connector calls for everybody, if not as each person. Until the transaction ends nobody changes that: to be asked
 * before anything of the connector's connections is locked.
 */
export async function holdPrincipal(trx: Executor, id: string): Promise<Principal | undefined> {
  const row = await trx
    .selectFrom('connectors')
    .select('security')
    .where('id', '=', id)
    .forKeyShare()
    .executeTakeFirst()
  return row && principalOf(row.security)
}

export interface ConnectorInList extends Connector {
  readonly connections: number
  /** The newest test of anybody: what came of it, in a word, and when. */
  readonly lastTest: { readonly status: string | undefined; readonly at: Date } | undefined
}

/** All of them, by name; the settings' own one first. */
export async function selectConnectors(db: Executor): Promise<ConnectorInList[]> {
  const rows = await connectorsAndSavers(db)
    .leftJoinLateral(
      (lateral) =>
        lateral
          .selectFrom('connector_tests')
          .select(['connector_tests.status as test_status', 'connector_tests.at as test_at'])
          .whereRef('connector_tests.connector_id', '=', 'connectors.id')
          .orderBy('connector_tests.at', 'desc')
          .limit(1)
          .as('newest'),
      (join) => join.onTrue(),
    )
    .select(['newest.test_status', 'newest.test_at'])
    .select(({ selectFrom }) =>
      selectFrom('connections')
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .whereRef('connections.connector_id', '=', 'connectors.id')
        .as('connections'),
    )
    .orderBy(sql`connectors.slug <> ${FIRST_CONNECTOR}`)
    .orderBy('connectors.name')
    .orderBy('connectors.id')
    .execute()
  return rows.map((row) => ({
    ...toConnector(row),
    connections: Number(row.connections ?? 0),
    lastTest: row.test_at ? { status: row.test_status ?? undefined, at: row.test_at } : undefined,
  }))
}

/** Slugs that begin with this one. */
export async function selectSlugs(db: Executor, start: string): Promise<string[]> {
  const rows = await db
    .selectFrom('connectors')
    .select('slug')
    .where(sql<boolean>`starts_with(slug, ${start})`)
    .execute()
  return rows.map(({ slug }) => slug)
}

function toConnector(row: ConnectorRow): Connector {
  return {
    id: row.id,
    slug: row.slug,
    name: row.name,
    description: row.description,
    colour: row.colour,
    origin: row.origin,
    basePath: row.base_path,
    resourceId: row.resource_id,
    security: row.security,
    definition: row.definition as JsonObject | null,
    policies: row.policies,
    audience: row.audience,
    version: row.version,
    updatedAt: row.updated_at ?? row.created_at,
    updatedBy: row.saver ?? undefined,
  }
}
