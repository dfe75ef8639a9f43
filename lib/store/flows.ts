import 'server-only'
import { sql } from 'kysely'
import { needsConnecting, principalOf, type Security } from '@/lib/connectors/security'
import type { Audience, Flow, FlowDefinition, FlowState } from '@/lib/flows/flow'
import type { Executor } from './database'

const FLOW_COLUMNS = [
  'flows.id',
  'flows.slug',
  'flows.title',
  'flows.description',
  'flows.category',
  'flows.icon',
  'flows.colour',
  'flows.owner',
  'flows.connector_id',
  'connectors.audience as connector_audience',
  'connectors.security as connector_security',
  'flows.state',
  'flow_versions.version',
  'flow_versions.definition',
] as const

interface FlowRow {
  id: string
  slug: string
  title: string
  description: string
  category: string
  icon: string
  colour: string
  owner: string
  connector_id: string
  connector_audience: Audience
  connector_security: Security
  state: FlowState
  version: number
  definition: FlowDefinition
}

function flowsInForce(db: Executor) {
  return db
    .selectFrom('flows')
    .innerJoin('connectors', 'connectors.id', 'flows.connector_id')
    .innerJoin('flow_versions', (join) =>
      join
        .onRef('flow_versions.flow_id', '=', 'flows.id')
        .onRef('flow_versions.version', '=', 'flows.current_version'),
    )
    .select(FLOW_COLUMNS)
}

/** Every flow in the version in force, by title. The caller keeps those that the viewer may press. */
export async function selectFlows(db: Executor): Promise<Flow[]> {
  return (await flowsInForce(db).orderBy('flows.title').orderBy('flows.id').execute()).map(toFlow)
}

/** What it takes to name a flow and its workspace, and to say for whom it is. */
export async function selectFlowNames(db: Executor) {
  const { rows } = await sql<{
    slug: string
    title: string
    audience: Audience
    connectorAudience: Audience
    workspace: string
    workspaceName: string
  }>`
    select flows.slug, flows.title, flow_versions.definition -> 'audience' as audience, connectors.audience as "connectorAudience",
           connectors.slug as workspace, connectors.name as "workspaceName"
      from flows
      join connectors on connectors.id = connector_id
      join flow_versions on flow_versions.flow_id = flows.id and flow_versions.version = current_version
     order by flows.title, flows.id`.execute(db)
  return rows
}

export async function selectFlowBySlug(db: Executor, slug: string): Promise<Flow | undefined> {
  const row = await flowsInForce(db).where('flows.slug', '=', slug).executeTakeFirst()
  return row && toFlow(row)
}

/** One version, in force or not: a run names the one it was started with. */
export async function selectFlowVersion(db: Executor, flowId: string, version: number): Promise<Flow | undefined> {
  const row = await db
    .selectFrom('flows')
    .innerJoin('connectors', 'connectors.id', 'flows.connector_id')
    .innerJoin('flow_versions', 'flow_versions.flow_id', 'flows.id')
    .select(FLOW_COLUMNS)
    .where('flows.id', '=', flowId)
    .where('flow_versions.version', '=', version)
    .executeTakeFirst()
  return row && toFlow(row)
}

function toFlow({ connector_id, connector_audience, connector_security, ...row }: FlowRow): Flow {
  const needsConnection = needsConnecting(connector_security)
  const principal = principalOf(connector_security)
  return { ...row, connectorId: connector_id, connectorAudience: connector_audience, needsConnection, principal }
}

export type FlowWrite = Omit<Flow, 'version' | 'state' | 'connectorAudience' | 'needsConnection' | 'principal'> & {
  readonly makers: readonly string[]
  readonly at: Date
}

/**
 * Writes a flow under its slug. A changed definition becomes a new version; an unchanged one writes none, so importing
 * the same file twice changes nothing. Whoever makes a flow that is there already goes on making it. Answers the flow as it was, if there was one, and the version now in force.
 */
export async function putFlow(
  db: Executor,
  flow: FlowWrite,
): Promise<{ readonly before: Flow | undefined; readonly version: number }> {
  const known = await selectFlowBySlug(db, flow.slug)
  const id = known?.id ?? (await selectFlowId(db, flow.slug)) ?? flow.id
  const same = known !== undefined && isSameDefinition(known.definition, flow.definition)
  const version = same ? known.version : await selectNextVersion(db, id)
  const changing = {
    connector_id: flow.connectorId,
    current_version: version,
    title: flow.title,
    description: flow.description,
    category: flow.category,
    icon: flow.icon,
    colour: flow.colour,
    owner: flow.owner,
    updated_at: flow.at,
  }
  await db
    .insertInto('flows')
    .values({ id, slug: flow.slug, created_at: flow.at, makers: JSON.stringify(flow.makers), ...changing })
    .onConflict((conflict) => conflict.column('slug').doUpdateSet(changing))
    .execute()
  if (same) return { before: known, version }
  await db
    .insertInto('flow_versions')
    .values({ flow_id: id, version, definition: JSON.stringify(flow.definition), created_at: flow.at })
    .execute()
  return { before: known, version }
}

/** Of a flow that was never published, too. */
async function selectFlowId(db: Executor, slug: string): Promise<string | undefined> {
  return (await db.selectFrom('flows').select('id').where('slug', '=', slug).executeTakeFirst())?.id
}

/** One above every version there is, those that were only tried out among them. */
export async function selectNextVersion(db: Executor, flowId: string): Promise<number> {
  const row = await db
    .selectFrom('flow_versions')
    .select(({ fn }) => fn.max('version').as('last'))
    .where('flow_id', '=', flowId)
    .executeTakeFirst()
  return (row?.last ?? 0) + 1
}

/** jsonb keeps no order of keys, so two texts of one definition are compared with theirs sorted. */
export function isSameDefinition(one: FlowDefinition, other: FlowDefinition): boolean {
  return canonical(one) === canonical(other)
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([one], [other]) => (one < other ? -1 : 1)))
      : inner,
  )
}
