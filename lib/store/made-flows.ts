import 'server-only'
import { sql } from 'kysely'
import { needsConnecting, type Principal, principalOf } from '@/lib/connectors/security'
import { type MadeFlowRow, MOST_COUNTED } from '@/lib/drafts/made-flow-row'
import type { Audience, Flow, FlowContent, FlowState } from '@/lib/flows/flow'
import type { Executor } from './database'
import { isSameDefinition, selectNextVersion } from './flows'

/** A flow as its makers see it: what is in force, and what they are changing. */
export interface MadeFlow {
  readonly id: string
  readonly slug: string
  readonly connectorId: string
  /** Who may use its connector at all. */
  readonly connectorAudience: Audience
  /** A sign-in is not all that its connector takes. */
  readonly needsConnection: boolean
  /** As whom its connector calls for everybody. */
  readonly principal: Principal | undefined
  readonly state: FlowState
  /** Entra object ids. */
  readonly makers: readonly string[]
  /** 0: never published. */
  readonly version: number
  readonly inForce: FlowContent | undefined
  readonly draft: FlowDraft | undefined
}

export interface FlowDraft {
  readonly content: FlowContent
  readonly revision: number
}

/**
 * Holds a flow until the transaction ends: nobody else changes it. A statement of its own, since one that had to wait sees
 * the row as it is now beside other tables as they were, and so a new version number without its version.
 */
export async function holdFlow(db: Executor, slug: string): Promise<void> {
  await db.selectFrom('flows').select('id').where('slug', '=', slug).forUpdate().execute()
}

/** Undefined also for one that was thrown away before it was ever in force: only the runs that tried it out still name it. */
export async function selectMadeFlow(db: Executor, slug: string): Promise<MadeFlow | undefined> {
  const row = await db
    .selectFrom('flows')
    .innerJoin('connectors', 'connectors.id', 'flows.connector_id')
    .leftJoin('flow_versions', (join) =>
      join
        .onRef('flow_versions.flow_id', '=', 'flows.id')
        .onRef('flow_versions.version', '=', 'flows.current_version'),
    )
    .leftJoin('flow_drafts', 'flow_drafts.flow_id', 'flows.id')
    .selectAll('flows')
    .select([
      'flow_versions.definition',
      'flow_drafts.content',
      'flow_drafts.revision',
      'connectors.audience as connector_audience',
      'connectors.security as connector_security',
    ])
    .where('flows.slug', '=', slug)
    .executeTakeFirst()
  if (!row || !(row.definition || row.content)) return undefined
  const { id, connector_id, connector_audience, state, makers, current_version, definition, content, revision } = row
  const { title, description, category, icon, colour, owner } = row
  return {
    id,
    slug,
    connectorId: connector_id,
    connectorAudience: connector_audience,
    needsConnection: needsConnecting(row.connector_security),
    principal: principalOf(row.connector_security),
    state,
    makers,
    version: current_version,
    inForce: definition ? { title, description, category, icon, colour, owner, definition } : undefined,
    draft: content && revision !== null ? { content, revision } : undefined,
  }
}

export interface NewFlow {
  readonly id: string
  readonly slug: string
  readonly connectorId: string
  readonly makers: readonly string[]
  readonly content: FlowContent
  readonly by: string
  readonly at: Date
}

/** Begins a flow with a draft and nothing in force. False when the slug is taken. */
export async function insertMadeFlow(db: Executor, flow: NewFlow): Promise<boolean> {
  const { definition: _, ...shown } = flow.content
  const inserted = await db
    .insertInto('flows')
    .values({
      id: flow.id,
      slug: flow.slug,
      connector_id: flow.connectorId,
      current_version: 0,
      makers: JSON.stringify(flow.makers),
      created_at: flow.at,
      updated_at: flow.at,
      ...shown,
    })
    .onConflict((conflict) => conflict.column('slug').doNothing())
    .returning('id')
    .executeTakeFirst()
  if (inserted) await putDraft(db, { flowId: flow.id, revision: 1, content: flow.content, by: flow.by, at: flow.at })
  return inserted !== undefined
}

interface DraftWrite extends FlowDraft {
  readonly flowId: string
  readonly by: string
  readonly at: Date
}

/** Whoever holds the flow has compared the revision. What a flow without a version is called is what its draft calls it. */
export async function putDraft(db: Executor, { flowId, revision, content, by, at }: DraftWrite): Promise<void> {
  const changing = { content: JSON.stringify(content), revision, updated_by: by, updated_at: at }
  await db
    .insertInto('flow_drafts')
    .values({ flow_id: flowId, ...changing })
    .onConflict((conflict) => conflict.column('flow_id').doUpdateSet(changing))
    .execute()
  const { definition: _, ...shown } = content
  await db
    .updateTable('flows')
    .set({ ...shown, updated_at: at })
    .where('id', '=', flowId)
    .where('current_version', '=', 0)
    .execute()
}

export async function deleteDraft(db: Executor, flowId: string): Promise<void> {
  await db.deleteFrom('flow_drafts').where('flow_id', '=', flowId).execute()
}

/** Of a flow that was never in force nothing is left but what runs have that tried it out. */
export async function deleteUnpublished(db: Executor, flowId: string): Promise<void> {
  await deleteDraft(db, flowId)
  await db
    .deleteFrom('flows')
    .where('id', '=', flowId)
    .where(({ not, exists, selectFrom }) =>
      not(exists(selectFrom('flow_versions').select('version').whereRef('flow_id', '=', 'flows.id'))),
    )
    .execute()
}

interface VersionWrite {
  readonly flowId: string
  readonly definition: Flow['definition']
  readonly isTest: boolean
  readonly by: string
  readonly at: Date
}

/** Writes the next version; it is in force when `putInForce` says so. Answers its number. */
export async function insertVersion(
  db: Executor,
  { flowId, definition, isTest, by, at }: VersionWrite,
): Promise<number> {
  const version = await selectNextVersion(db, flowId)
  await db
    .insertInto('flow_versions')
    .values({
      flow_id: flowId,
      version,
      definition: JSON.stringify(definition),
      created_at: at,
      is_test: isTest,
      made_by: by,
    })
    .execute()
  return version
}

/**
 * A version to try a definition out: the newest one, if that was made to try out the very same, else a new one. Answers its
 * number.
 */
export async function versionToTry(db: Executor, write: Omit<VersionWrite, 'isTest'>): Promise<number> {
  const newest = await db
    .selectFrom('flow_versions')
    .select(['version', 'is_test', 'definition'])
    .where('flow_id', '=', write.flowId)
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst()
  const isKept = newest?.is_test === true && isSameDefinition(newest.definition, write.definition)
  return isKept ? newest.version : insertVersion(db, { ...write, isTest: true })
}

export async function putInForce(
  db: Executor,
  { flowId, version, content, at }: { flowId: string; version: number; content: FlowContent; at: Date },
): Promise<void> {
  const { definition: _, ...shown } = content
  await db
    .updateTable('flows')
    .set({ ...shown, current_version: version, updated_at: at })
    .where('id', '=', flowId)
    .execute()
}

export async function updateFlowState(db: Executor, flowId: string, state: FlowState, at: Date): Promise<void> {
  await db.updateTable('flows').set({ state, updated_at: at }).where('id', '=', flowId).execute()
}

export async function updateMakers(db: Executor, flowId: string, makers: readonly string[], at: Date): Promise<void> {
  await db
    .updateTable('flows')
    .set({ makers: JSON.stringify(makers), updated_at: at })
    .where('id', '=', flowId)
    .execute()
}

export interface FlowVersion {
  readonly version: number
  readonly createdAt: number
  readonly isTest: boolean
  /** As their account was called last; undefined for one that came from a file. */
  readonly madeBy: string | undefined
  /** How many it has. */
  readonly steps: number
}

const MOST_VERSIONS = 100

/** The newest hundred, newest first. */
export async function selectVersions(db: Executor, flowId: string): Promise<FlowVersion[]> {
  const rows = await db
    .selectFrom('flow_versions')
    .leftJoin('people', 'people.id', 'flow_versions.made_by')
    .select(['version', 'flow_versions.created_at', 'is_test', 'user_name'])
    .select(sql<number>`jsonb_array_length(definition -> 'steps')`.as('steps'))
    .where('flow_id', '=', flowId)
    .orderBy('version', 'desc')
    .limit(MOST_VERSIONS)
    .execute()
  return rows.map((row) => ({
    version: row.version,
    createdAt: row.created_at.getTime(),
    isTest: row.is_test,
    madeBy: row.user_name ?? undefined,
    steps: row.steps,
  }))
}

/** The flows that somebody makes, or all of them, last changed first. */
export async function selectMadeFlows(db: Executor, maker: string | undefined): Promise<MadeFlowRow[]> {
  const { rows } = await sql<Omit<MadeFlowRow, 'updatedAt'> & { at: Date }>`
    select flows.slug, flows.title, flows.icon, flows.colour, flows.state, flows.current_version as version,
           flow_drafts.flow_id is not null as "hasDraft", flows.owner, connectors.name as connector,
           greatest(flows.updated_at, flow_drafts.updated_at) as at, lately.runs, lately.failures
      from flows
      join connectors on connectors.id = flows.connector_id
      left join flow_drafts on flow_drafts.flow_id = flows.id
     cross join lateral (
       select count(*)::int as runs, count(*) filter (where status in ('Failed', 'Timed out'))::int as failures
         from (select status from runs
                where runs.flow_id = flows.id and runs.created_at > now() - interval '7 days'
                order by runs.created_at desc limit ${MOST_COUNTED}) as week) as lately
     where (flows.current_version > 0 or flow_drafts.flow_id is not null)
       and ${maker === undefined ? sql`true` : sql`flows.makers @> ${JSON.stringify([maker])}::jsonb`}
     order by at desc, flows.slug
     limit 500`.execute(db)
  return rows.map(({ at, ...row }) => ({ ...row, updatedAt: at.getTime() }))
}
