import 'server-only'
import { sql } from 'kysely'
import { isId } from '@/lib/is-id'
import type { RunState } from '@/lib/runs/run-state'
import { deleteBulksOf } from './bulk-requests'
import type { Executor } from './database'

/** Whom the logs and tables know by this Entra object id; `personId` is ours, of somebody who has ever been let in. */
export interface Known {
  readonly personId: string | undefined
  readonly objectId: string
  readonly userName: string | undefined
  readonly displayName: string | undefined
}

/**
 * Everybody whom an object id or a user name means, in any spelling of upper and lower case. Somebody who was only ever
 * refused, or was erased while a request of theirs was under way, stands in the logs alone.
 */
export async function selectKnown(db: Executor, name: string): Promise<Known[]> {
  const wanted = name.toLowerCase()
  const { rows } = await sql<Known>`
    select id as "personId", object_id::text as "objectId", user_name as "userName", display_name as "displayName"
      from people
     where ${isId(wanted) ? sql`object_id = ${wanted}::uuid` : sql`lower(user_name) = ${wanted}`}
     limit 10`.execute(db)
  if (rows.length > 0) return rows
  const logged = await sql<{ objectId: string }>`
    select distinct user_id as "objectId" from sign_ins
     where user_id is not null and ${isId(wanted) ? sql`user_id = ${wanted}` : sql`lower(user_principal_name) = ${wanted}`}
     union
    select distinct actor_oid from audit
     where actor_oid is not null and ${isId(wanted) ? sql`actor_oid = ${wanted}` : sql`lower(actor_name) = ${wanted}`}
     limit 10`.execute(db)
  return logged.rows.map(({ objectId }) => ({
    objectId,
    personId: undefined,
    userName: undefined,
    displayName: undefined,
  }))
}

/** Runs of the person that are not over, locked so that nobody moves them. */
export async function selectUnfinishedRuns(
  db: Executor,
  personId: string,
): Promise<{ runId: string; state: RunState; maybeStarted: boolean }[]> {
  return db
    .selectFrom('runs')
    .select(['id as runId', 'state', 'maybe_started as maybeStarted'])
    .where('person_id', '=', personId)
    .where('state', 'not in', ['done', 'refused', 'lost'])
    .orderBy('flow_id')
    .orderBy('id')
    .forUpdate()
    .execute()
}

/** What is theirs alone goes: tokens, sessions, favourites, what they tried. Their connections have nobody left who could mend them. */
export async function deleteBelongings(db: Executor, personId: string): Promise<void> {
  for (const table of [
    'token_partitions',
    'connection_attempts',
    'sessions',
    'favourites',
    'kept_forms',
    'schedules',
    'run_views',
    'notices',
    'notice_wishes',
    'run_notes',
    'connector_tests',
  ] as const) {
    await db.deleteFrom(table).where('person_id', '=', personId).execute()
  }
  await deleteBulksOf(db, personId)
  const { rows } = await sql<{ id: string }>`
    update connections
       set problem = 'connection_expired', problem_facts = null, not_watched_since = coalesce(not_watched_since, now())
     where person_id = ${personId}
    returning id`.execute(db)
  const ids = rows.map(({ id }) => id)
  if (ids.length > 0) await db.deleteFrom('known_jobs').where('connection_id', 'in', ids).execute()
}

/** The person's own row stays, for what refers to it, and says nothing of them any more. */
export async function renamePerson(db: Executor, personId: string, pseudonym: string): Promise<void> {
  await sql`
    update people
       set object_id = gen_random_uuid(), user_name = ${pseudonym}, display_name = ${pseudonym}, home_account_id = null,
           roles = '[]', roles_read_at = null, groups = '[]', group_claim = 'absent'
     where id = ${personId}`.execute(db)
}

/**
 * Names go out of runs: who started them, the words they are found by, and what Databricks said of them. Results stay until
 * their time is over. Answers how many runs.
 */
export async function renameInRuns(
  db: Executor,
  { personId, userName = '', displayName = '' }: Known,
  pseudonym: string,
): Promise<number> {
  const names = `${userName} ${displayName}`
  const { numAffectedRows = 0n } = await sql`
    update runs
       set started_by = ${pseudonym},
           search = ts_delete(search, tsvector_to_array(to_tsvector('simple', ${wordsOf(names)}::text))),
           error_line = replace(error_line, ${userName}::text, ${pseudonym}::text),
           error_group = replace(error_group, ${userName}::text, ${pseudonym}::text),
           error = replace(error::text, ${userName}::text, ${pseudonym}::text)::jsonb
     where person_id = ${personId}`.execute(db)
  const ofTheirs = sql`(select id from run_steps where run_id in (select id from runs where person_id = ${personId}))`
  await sql`
    update run_steps
       set state_message = replace(state_message, ${userName}::text, ${pseudonym}::text),
           step_error = replace(step_error::text, ${userName}::text, ${pseudonym}::text)::jsonb,
           results = replace(results::text, ${userName}::text, ${pseudonym}::text)::jsonb
     where id in ${ofTheirs} and coalesce(state_message, step_error::text, results::text) is not null`.execute(db)
  await sql`
    update tasks set state_message = replace(state_message, ${userName}::text, ${pseudonym}::text)
     where step_id in ${ofTheirs} and state_message is not null`.execute(db)
  await sql`
    update run_notes set text = replace(text, ${userName}::text, ${pseudonym}::text)
     where run_id in (select id from runs where person_id = ${personId})`.execute(db)
  return Number(numAffectedRows)
}

/** The same words that a run's search text is made of. */
function wordsOf(names: string): string {
  return names.replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
}

/** Where the code of a job ran as the person, in anybody's runs. */
export async function renameRunsAs(db: Executor, userName: string, pseudonym: string): Promise<void> {
  for (const table of ['runs', 'run_steps', 'known_jobs']) {
    await sql`
      update ${sql.table(table)} set runs_as = ${pseudonym} where lower(runs_as) = ${userName.toLowerCase()}`.execute(
      db,
    )
  }
}

/** Entra's words for a refusal may name the account, so they go too; and what else belongs to the same sign-ins. */
export async function renameInSignIns(
  db: Executor,
  { personId, objectId }: Known,
  pseudonym: string,
): Promise<number> {
  const { numAffectedRows = 0n } = await sql`
    update sign_ins
       set user_id = null, user_principal_name = ${pseudonym}, ip_address = null, failure_reason = null
     where correlation_id in (
       select correlation_id from sign_ins where user_id = ${objectId} or person_id = ${personId ?? null}::uuid)`.execute(
    db,
  )
  return Number(numAffectedRows)
}

/** Takes all names out of the person's rows of the audit log, whose chain holds only a salted hash of them. */
export async function eraseInAudit(db: Executor, { personId, objectId }: Known, erasedBy: string): Promise<number> {
  const { numAffectedRows = 0n } = await sql`
    update audit
       set actor_tid = null, actor_oid = null, actor_name = null, address = null, agent = null, salt = null,
           erased_by = ${erasedBy}::uuid
     where erased_by is null and who_hash is not null
       and (actor_oid = ${objectId} or actor_id = ${personId ?? null}::uuid)`.execute(db)
  return Number(numAffectedRows)
}

/** Flows that name the person: their owners have to change them, a version never changes. */
export async function selectFlowsNaming(db: Executor, { objectId, userName = '' }: Known): Promise<string[]> {
  const { rows } = await sql<{ slug: string }>`
    select slug
      from flows
      join flow_versions on flow_versions.flow_id = flows.id and flow_versions.version = flows.current_version
     where definition -> 'audience' -> 'people' @> to_jsonb(${objectId}::text)
        or (lower(owner) = ${userName.toLowerCase()} and owner <> '')
     order by slug`.execute(db)
  return rows.map(({ slug }) => slug)
}
