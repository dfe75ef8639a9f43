import 'server-only'
import { type Kysely, sql } from 'kysely'

/**
 * The audit log only grows, and each row carries the hash of the one before (AUD-3). The database does it by itself, so
 * that a process of the version before, which knows nothing of it, writes into the same chain.
 *
 * A row is sealed when its transaction commits, by a deferred trigger: it takes the next position and the hash of the
 * row before from `audit_head`, whose one row is locked for the rest of the commit and no longer. Sealed at the insert,
 * a slow client would hold that lock while everybody else waits, and two transactions that do more afterwards could
 * wait for each other. Positions rise without a gap: a transaction that is rolled back took none.
 *
 * What names a person stays out of the chain, but for a hash with a random salt: with the salt it proves that nothing
 * was changed, and once both are erased (OPS-7) nobody can try names against it.
 */
const COLUMNS = `
  alter table audit
    add column actor_tid text,
    add column actor_oid text,
    add column actor_role text,
    add column session_hash text,
    add column address text,
    add column agent text,
    add column correlation_id text,
    add column before jsonb,
    add column after jsonb,
    add column salt text,
    add column who_hash text,
    add column erased_by uuid,
    add column position bigint unique,
    add column previous_hash text,
    add column hash text`

/** The last row of the chain. Who cuts off the log's end has to set this back too. */
const HEAD = `
  create table audit_head (
    id integer primary key check (id = 1),
    position bigint not null,
    hash text not null)`
const FIRST_HEAD = `insert into audit_head values (1, 0, repeat('0', 64))`

/** `lib/audit/chain-text.ts` says the same in TypeScript, for `npm run verify-audit`. */
const WHO_HASH = `
  create function audit_who_hash(entry audit) returns text language sql immutable as $$
    select encode(sha256(convert_to(array_to_json(array[
      'lakeport-audit-who-1', entry.salt, entry.actor_tid, entry.actor_oid, entry.actor_name, entry.address, entry.agent
    ])::text, 'UTF8')), 'hex')
  $$`
const HASH = `
  create function audit_hash(entry audit) returns text language sql stable as $$
    select encode(sha256(convert_to(array_to_json(array[
      'lakeport-audit-1', entry.position::text, entry.previous_hash, entry.id::text,
      to_char(entry.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
      entry.actor_id::text, entry.actor_role, entry.session_hash, entry.who_hash,
      entry.action, entry.target, entry.outcome, entry.reason, entry.request_id, entry.correlation_id,
      entry.before::text, entry.after::text, entry.details::text
    ])::text, 'UTF8')), 'hex')
  $$`

/** The time is the database's, whatever the process says. */
const STAMP = `
  create function audit_stamp() returns trigger language plpgsql as $$
    begin
      new.at := date_trunc('milliseconds', clock_timestamp());
      new.previous_hash := null;
      new.hash := null;
      new.erased_by := null;
      new.salt := null;
      new.who_hash := null;
      if num_nonnulls(new.actor_tid, new.actor_oid, new.actor_name, new.address, new.agent) > 0 then
        new.salt := gen_random_uuid();
        new.who_hash := audit_who_hash(new);
      end if;
      return new;
    end $$`
const STAMPED = `
  create trigger audit_stamped before insert on audit
    for each row when (new.position is null) execute function audit_stamp()`

/** A row that brings its place in the chain is a backup's: the owner may put it back as it was, and nobody else. */
const PUT_BACK = `
  create function audit_put_back() returns trigger language plpgsql as $$
    begin
      if not pg_has_role(current_user, (select relowner from pg_class where oid = tg_relid), 'usage') then
        raise exception 'The audit log gives out its own positions';
      end if;
      return new;
    end $$`
const PLACED = `
  create trigger audit_placed before insert on audit
    for each row when (new.position is not null) execute function audit_put_back()`

/** With the rights of the owner, so that a role which may only insert and read can append to the chain, and nothing else. */
const seal = (path: string) => `
  create function audit_seal(entry_id uuid) returns void language plpgsql security definer set search_path = ${path} as $$
    declare
      head audit_head%rowtype;
      entry audit%rowtype;
    begin
      select * into strict head from audit_head for update;
      select * into strict entry from audit where id = entry_id and position is null;
      entry.position := head.position + 1;
      entry.previous_hash := head.hash;
      entry.hash := audit_hash(entry);
      update audit
         set position = entry.position, previous_hash = entry.previous_hash, hash = entry.hash
       where id = entry_id;
      update audit_head set position = entry.position, hash = entry.hash;
    end $$`
const sealNew = (path: string) => `
  create function audit_seal_new() returns trigger language plpgsql security definer set search_path = ${path} as $$
    begin
      perform audit_seal(new.id);
      return null;
    end $$`
const SEALED = `
  create constraint trigger audit_sealed after insert on audit deferrable initially deferred
    for each row when (new.position is null) execute function audit_seal_new()`

/** Three changes pass: sealing, what `audit_prune` removes, and the erasing of a person, which takes names away and adds none. */
const REFUSE = `
  create function audit_refuse() returns trigger language plpgsql as $$
    declare
      personal constant text[] :=
        array['actor_tid', 'actor_oid', 'actor_name', 'address', 'agent', 'salt', 'erased_by'];
    begin
      if tg_table_name = 'audit' and tg_op = 'DELETE' and current_setting('lakeport.audit_prune', true) = 'on' then
        return old;
      end if;
      if tg_table_name = 'audit' and tg_op = 'UPDATE' then
        if new.erased_by is not null and old.erased_by is null
           and num_nonnulls(new.actor_tid, new.actor_oid, new.actor_name, new.address, new.agent, new.salt) = 0
           and to_jsonb(new) - personal = to_jsonb(old) - personal then
          return new;
        end if;
      end if;
      raise exception 'The audit log only grows: % is refused', lower(tg_op);
    end $$`
const REFUSED = [
  `create trigger audit_kept before update on audit
     for each row when (old.position is not null) execute function audit_refuse()`,
  'create trigger audit_not_deleted before delete on audit for each row execute function audit_refuse()',
  'create trigger audit_not_emptied before truncate on audit for each statement execute function audit_refuse()',
  `create trigger audit_head_moves_on before update on audit_head
     for each row when (new.position <> old.position + 1) execute function audit_refuse()`,
  'create trigger audit_head_stays before delete or truncate on audit_head execute function audit_refuse()',
]

/**
 * The one way to remove rows: the oldest, up to `most` of them, from before `older_than`, and never from the last 30
 * days. A row with the id `checkpoint` says up to which position and hash they went, so that the chain can be verified
 * from there. Answers how many.
 */
const prune = (path: string) => `
  create function audit_prune(checkpoint uuid, older_than timestamptz, most integer) returns integer
  language plpgsql security definer set search_path = ${path} as $$
    declare
      last record;
      removed integer;
    begin
      if older_than > now() - interval '30 days' then
        raise exception 'The audit log keeps at least its last 30 days';
      end if;
      select position, hash into last
        from (select position, hash, bool_and(at < older_than) over (order by position) as old
                from (select position, hash, at from audit where position is not null order by position limit most) first
             ) oldest
       where old
       order by position desc
       limit 1;
      if not found then
        return 0;
      end if;
      perform set_config('lakeport.audit_prune', 'on', true);
      delete from audit where position <= last.position;
      get diagnostics removed = row_count;
      perform set_config('lakeport.audit_prune', 'off', true);
      insert into audit (id, at, actor_role, action, target, outcome, details)
      values (checkpoint, now(), 'portal', 'audit.prune', 'audit', 'done',
              jsonb_build_object('upTo', last.position, 'hash', last.hash, 'rows', removed));
      return removed;
    end $$`

/** Rows from before are sealed in the order of their times: from here on they cannot change unseen, but nothing proves what they were. */
const SEAL_OLD = `
  do $$
    declare
      entry record;
    begin
      update audit set salt = gen_random_uuid() where actor_name is not null;
      update audit set who_hash = audit_who_hash(audit) where salt is not null;
      for entry in select id from audit order by at, id loop
        perform audit_seal(entry.id);
      end loop;
      insert into audit (id, at, actor_role, action, target, outcome, details)
      select gen_random_uuid(), now(), 'portal', 'audit.chain', 'audit', 'done',
             jsonb_build_object('rowsBefore', position)
        from audit_head;
      -- At once, or a later step of the same transaction could not change the table.
      set constraints audit_sealed immediate;
      set constraints audit_sealed deferred;
    end $$`

const statements = (path: string) => [
  COLUMNS,
  HEAD,
  FIRST_HEAD,
  WHO_HASH,
  HASH,
  seal(path),
  sealNew(path),
  `revoke execute on function audit_seal(uuid) from public`,
  STAMP,
  STAMPED,
  PUT_BACK,
  PLACED,
  SEALED,
  SEAL_OLD,
  REFUSE,
  ...REFUSED,
  prune(path),
  'revoke execute on function audit_prune(uuid, timestamptz, integer) from public',
]

export async function up(db: Kysely<never>): Promise<void> {
  const { rows } = await sql<{ schema: string }>`select quote_ident(current_schema()) as schema`.execute(db)
  // Temporary tables last: with the owner's rights, a function must not find somebody else's table of the same name.
  const path = `${rows[0]?.schema}, pg_temp`
  for (const statement of statements(path)) await sql.raw(statement).execute(db)
}
