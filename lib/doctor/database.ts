import { type Finding, fail, ok, warn } from './finding'
import { unseenKeyRing } from './key-ring'

const CHECK = 'database'

/** A database that could be opened, and what it says of itself. */
export interface StoreFacts {
  readonly kind: 'embedded' | 'postgres'
  /** Like 15.14. */
  readonly version: string
  readonly isReadOnly: boolean
  /** Whether this role may change the schema, and write to what there is. */
  readonly mayMigrate: boolean
  readonly mayWrite: boolean
  readonly applied: number
  /** Steps that this version of the portal has and the database has not. */
  readonly pending: readonly string[]
  /** Why this version cannot work on it. */
  readonly misfit: string | undefined
}

export function databaseFinding(facts: StoreFacts): Finding {
  const { kind, version, applied, pending } = facts
  const name = `${kind === 'embedded' ? 'The embedded PostgreSQL' : 'PostgreSQL'} ${version}`
  if (facts.misfit) return fail(CHECK, facts.misfit, '')
  if (facts.isReadOnly) {
    return fail(
      CHECK,
      `${name} takes no writes.`,
      'Point DATABASE_URL at the server that does; a replica will not do.',
    )
  }
  if (pending.length > 0 && !facts.mayMigrate) {
    return fail(
      CHECK,
      `${name} lacks steps of the schema (${pending.length}), and the role of DATABASE_URL may not make them.`,
      'Run npm run migrate with the role that owns the tables.',
    )
  }
  if (!facts.mayWrite) {
    return fail(
      CHECK,
      `${name} is there, but the role of DATABASE_URL may not write to the tables of the portal.`,
      'Grant it what the README says under "The audit log".',
    )
  }
  if (applied === 0) return ok(CHECK, `${name}, empty: the first start makes the tables.`)
  if (pending.length > 0) {
    return ok(CHECK, `${name}, writable; the next start brings its schema up to date, steps: ${pending.length}.`)
  }
  return ok(CHECK, `${name}, writable, with the schema of this version.`)
}

/**
 * A database that could not be opened; `why` is the store's own sentence, which for the embedded one also says what to do,
 * `code` what PostgreSQL or Node call it.
 */
export function unopenedFinding(why: string, code: string): Finding {
  const remedy = REMEDIES.find(([pattern]) => pattern.test(`${code} ${why}`))?.[1]
  return fail(CHECK, why, remedy ?? (why.includes('DATABASE_URL') ? 'The log of the server says more.' : ''))
}

const REMEDIES: readonly (readonly [RegExp, string])[] = [
  [/older than PostgreSQL 15/, 'Upgrade the server to PostgreSQL 15 or later.'],
  [/28P01|28000|password/, 'Mend user and password in DATABASE_URL.'],
  [/3D000/, 'Create that database, or mend its name in DATABASE_URL.'],
  [/ENOTFOUND|EAI_/, 'Mend the host in DATABASE_URL.'],
  [/ECONNREFUSED|TIMEDOUT|timeout/, 'Start the server, or open the way there; mend host and port in DATABASE_URL.'],
  [
    /cert|SSL|TLS/i,
    'Give the server’s certificate authority in DATABASE_URL (sslrootcert), or in NODE_EXTRA_CA_CERTS.',
  ],
]

/** The embedded database belongs to a running portal; `ready` is what that portal says of itself. */
export function ownedFindings(ready: 'ready' | 'not ready' | 'silent', asked: string): Finding[] {
  if (ready === 'ready') {
    return [
      ok(CHECK, `The portal at ${asked} has the embedded database open, and says that it is ready.`),
      unseenKeyRing(),
    ]
  }
  if (ready === 'not ready') {
    const remedy = 'Its log says why: portal.not_ready.'
    return [
      fail(CHECK, `The portal at ${asked} has it open, and says that it is not ready.`, remedy),
      unseenKeyRing(),
    ]
  }
  const says = `Another process has the embedded database open, and no portal answers at ${asked}.`
  const remedy =
    'If a command is at work (backup, restore, rotate-keys), ask again when it has ended; only one process may have it.'
  return [warn(CHECK, says, remedy), unseenKeyRing()]
}
