import 'server-only'
import { sql } from 'kysely'
import type { Role } from '@/lib/identity/roles'
import type { Bell } from '@/lib/notices/notice'
import type { Executor } from './database'
import { HAVE_RUNS_UNDER_WAY, UNREAD_OF_PEOPLE } from './notices'
import { notify } from './notify'

/** Everybody who holds a stream open listens here; the payload is the person's id. */
export const SESSION_ENDED = 'session_ended'

export interface NewSession {
  readonly keyHash: string
  readonly personId: string
  readonly roles: readonly Role[]
  readonly sid: string | undefined
  readonly loginHint: string | undefined
  readonly at: Date
  readonly expiresAt: Date
}

export interface LiveSession {
  readonly personId: string
  readonly tenantId: string
  readonly objectId: string
  readonly userName: string
  readonly displayName: string
  readonly roles: readonly Role[]
  /** Entra object ids. */
  readonly groups: readonly string[]
  readonly homeAccountId: string | undefined
  readonly loginHint: string | undefined
  readonly lastSeenAt: Date
  /** When Entra last said what the person's roles are. */
  readonly rolesReadAt: Date
  /** The roles have changed since this key was made. */
  readonly keyDue: boolean
  readonly bell: Bell
}

const LIVE_PER_PERSON = 10

/** Adds a session and ends the person's oldest beyond ten (SES-3). */
export async function insertSession(db: Executor, session: NewSession): Promise<void> {
  await db
    .insertInto('sessions')
    .values({
      key_hash: session.keyHash,
      person_id: session.personId,
      roles: JSON.stringify(session.roles),
      sid: session.sid ?? null,
      login_hint: session.loginHint ?? null,
      created_at: session.at,
      last_seen_at: session.at,
      expires_at: session.expiresAt,
      revoked_at: null,
    })
    .execute()
  const ended = await db
    .updateTable('sessions')
    .set({ revoked_at: session.at })
    .where('key_hash', 'in', (query) =>
      query
        .selectFrom('sessions')
        .select('key_hash')
        .where('person_id', '=', session.personId)
        .where('revoked_at', 'is', null)
        .orderBy('created_at', 'desc')
        .orderBy('key_hash')
        .offset(LIVE_PER_PERSON),
    )
    .returning(['person_id', 'login_hint'])
    .execute()
  await tellEnds(db, ended)
}

interface Ended {
  readonly person_id: string
  readonly login_hint: string | null
}

/** Streams that were opened with a session end with it, in every process. Answers each person once. */
async function tellEnds(db: Executor, ended: readonly Ended[]): Promise<EndedSession[]> {
  const hints = new Map(ended.map((row) => [row.person_id, row.login_hint ?? undefined]))
  for (const personId of hints.keys()) await notify(db, SESSION_ENDED, personId)
  return [...hints].map(([personId, loginHint]) => ({ personId, loginHint }))
}

/** The session of a cookie's key, unless it is revoked, idle for too long, or past its end. */
export async function selectLiveSession(
  db: Executor,
  { keyHash, at, idleSince }: { keyHash: string; at: Date; idleSince: Date },
): Promise<LiveSession | undefined> {
  const row = await db
    .selectFrom('sessions')
    .innerJoin('people', 'people.id', 'sessions.person_id')
    .select([
      'people.id',
      'people.tenant_id',
      'people.object_id',
      'people.user_name',
      'people.display_name',
      'people.roles',
      'people.groups',
      'people.roles_read_at',
      'people.home_account_id',
      'sessions.login_hint',
      'sessions.last_seen_at',
      'sessions.created_at',
      'sessions.key_due',
    ])
    // Every page shows it, and none asks for it by a statement of its own.
    .select([UNREAD_OF_PEOPLE.as('unread'), HAVE_RUNS_UNDER_WAY.as('under_way')])
    .where('sessions.key_hash', '=', keyHash)
    .where('sessions.revoked_at', 'is', null)
    .where('sessions.expires_at', '>', at)
    .where('sessions.last_seen_at', '>', idleSince)
    .executeTakeFirst()
  return (
    row && {
      personId: row.id,
      tenantId: row.tenant_id,
      objectId: row.object_id,
      userName: row.user_name,
      displayName: row.display_name,
      roles: row.roles,
      groups: row.groups,
      homeAccountId: row.home_account_id ?? undefined,
      loginHint: row.login_hint ?? undefined,
      lastSeenAt: row.last_seen_at,
      // A sign-in reads the roles too; an older version beside this one says so nowhere else.
      rolesReadAt: new Date(Math.max(row.roles_read_at?.getTime() ?? 0, row.created_at.getTime())),
      keyDue: row.key_due,
      bell: { unread: row.unread, underWay: row.under_way },
    }
  )
}

export async function touchSession(db: Executor, keyHash: string, at: Date): Promise<void> {
  await db.updateTable('sessions').set({ last_seen_at: at }).where('key_hash', '=', keyHash).execute()
}

export interface EndedSession {
  readonly personId: string
  readonly loginHint: string | undefined
}

/** `undefined` when no such session was there to be ended. */
export async function revokeSession(db: Executor, keyHash: string, at: Date): Promise<EndedSession | undefined> {
  const ended = await db
    .updateTable('sessions')
    .set({ revoked_at: at })
    .where('key_hash', '=', keyHash)
    .where('revoked_at', 'is', null)
    .returning(['person_id', 'login_hint'])
    .execute()
  return (await tellEnds(db, ended))[0]
}

/** Ends all sessions of a person, wherever they are. */
export async function revokeSessionsOfPerson(db: Executor, personId: string, at: Date): Promise<void> {
  const ended = await db
    .updateTable('sessions')
    .set({ revoked_at: at })
    .where('person_id', '=', personId)
    .where('revoked_at', 'is', null)
    .returning(['person_id', 'login_hint'])
    .execute()
  await tellEnds(db, ended)
}

/**
 * The person has other roles: every session gets them, and is due for another key (SES-3). Streams are told as at an end,
 * so that each asks whether it may go on.
 */
export async function setRolesOfSessions(db: Executor, personId: string, roles: readonly Role[]): Promise<void> {
  const changed = await db
    .updateTable('sessions')
    .set({ roles: JSON.stringify(roles), key_due: true })
    .where('person_id', '=', personId)
    .where('revoked_at', 'is', null)
    .returning(['person_id', 'login_hint'])
    .execute()
  await tellEnds(db, changed)
}

/** Gives the session another key, if one is due; the one before is nobody's from then on. False when none was due. */
export async function replaceSessionKey(db: Executor, from: string, to: string): Promise<boolean> {
  const row = await db
    .updateTable('sessions')
    .set({ key_hash: to, key_due: false })
    .where('key_hash', '=', from)
    .where('revoked_at', 'is', null)
    .where('key_due', '=', true)
    .returning('person_id')
    .executeTakeFirst()
  return row !== undefined
}

/** Front-channel logout: Entra names its own session, not ours. Answers whose sessions ended, each person once. */
export async function revokeSessionsBySid(db: Executor, sid: string, at: Date): Promise<EndedSession[]> {
  const ended = await db
    .updateTable('sessions')
    .set({ revoked_at: at })
    .where('sid', '=', sid)
    .where('revoked_at', 'is', null)
    .returning(['person_id', 'login_hint'])
    .execute()
  return tellEnds(db, ended)
}

export async function countLiveSessions(db: Executor, personId: string, at: Date): Promise<number> {
  const { live } = await db
    .selectFrom('sessions')
    .select((query) => query.fn.countAll<number>().as('live'))
    .where('person_id', '=', personId)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', at)
    .executeTakeFirstOrThrow()
  return Number(live)
}

interface LiveOf {
  readonly personId: string
  readonly at: Date
  readonly idleSince: Date
}

/** The person's sessions that live, newest first: the key's hash, and their times. */
export async function selectLiveSessionsOf(db: Executor, { personId, at, idleSince }: LiveOf) {
  return db
    .selectFrom('sessions')
    .select([
      'key_hash as keyHash',
      'created_at as createdAt',
      'last_seen_at as lastSeenAt',
      'expires_at as expiresAt',
    ])
    .where('person_id', '=', personId)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', at)
    .where('last_seen_at', '>', idleSince)
    .orderBy('created_at', 'desc')
    .orderBy('key_hash')
    .execute()
}

/** Ends those of a person's sessions whose keys' hashes begin so; all of them without. Answers the hashes. */
export async function revokeSessionsOf(
  db: Executor,
  { personId, beginning }: { readonly personId: string; readonly beginning: string | undefined },
  at: Date,
): Promise<string[]> {
  let ending = db
    .updateTable('sessions')
    .set({ revoked_at: at })
    .where('person_id', '=', personId)
    .where('revoked_at', 'is', null)
  if (beginning !== undefined)
    ending = ending.where(sql<string>`left(key_hash, ${beginning.length}::int)`, '=', beginning)
  const ended = await ending.returning(['person_id', 'login_hint', 'key_hash']).execute()
  await tellEnds(db, ended)
  return ended.map(({ key_hash }) => key_hash)
}
