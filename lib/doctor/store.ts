import { type Finding, fail, ok, warn } from './finding'

const DATABASE = 'database'
const KEY_RING = 'key ring'
const DISK = 'free space'
const WORTH_A_LOOK_MB = 1_000
const TOO_LITTLE_MB = 100

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
  if (facts.misfit) return fail(DATABASE, facts.misfit, '')
  if (facts.isReadOnly) {
    return fail(
      DATABASE,
      `${name} takes no writes.`,
      'Point DATABASE_URL at the server that does; a replica will not do.',
    )
  }
  if (pending.length > 0 && !facts.mayMigrate) {
    return fail(
      DATABASE,
      `${name} lacks ${pending.length} steps of the schema, and the role of DATABASE_URL may not make them.`,
      'Run npm run migrate with the role that owns the tables.',
    )
  }
  if (!facts.mayWrite) {
    return fail(
      DATABASE,
      `${name} is there, but the role of DATABASE_URL may not write to the tables of the portal.`,
      'Grant it what the README says under "The audit log".',
    )
  }
  if (applied === 0) return ok(DATABASE, `${name}, empty: the first start makes the tables.`)
  if (pending.length > 0)
    return ok(DATABASE, `${name}, writable; the next start makes ${pending.length} steps of the schema.`)
  return ok(DATABASE, `${name}, writable, with the schema of this version.`)
}

/** A database that could not be opened; `why` is the store's own sentence, `code` what PostgreSQL or Node call it. */
export function unopenedFinding(why: string, code: string): Finding {
  return fail(DATABASE, why, REMEDIES.find(([pattern]) => pattern.test(`${code} ${why}`))?.[1] ?? '')
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
  const unseen = warn(
    KEY_RING,
    'Not looked at: the embedded database belongs to the portal that runs.',
    'Look for keys.do_not_open in its log, or stop it and ask again.',
  )
  if (ready === 'ready') {
    return [ok(DATABASE, `The portal at ${asked} has the embedded database open, and says that it is ready.`), unseen]
  }
  if (ready === 'not ready') {
    const remedy = 'Its log says why: portal.not_ready.'
    return [fail(DATABASE, `The portal at ${asked} has it open, and says that it is not ready.`, remedy), unseen]
  }
  const says = `Another process has the embedded database open, and no portal answers at ${asked}.`
  const remedy =
    'If a command is at work (backup, restore, rotate-keys), ask again when it has ended; only one process may have it.'
  return [warn(DATABASE, says, remedy), unseen]
}

/** How the ring met what one key has sealed. */
export interface KeyFacts {
  readonly column: string
  readonly keyId: string
  readonly rows: number
  readonly state: 'good' | 'missing' | 'wrong'
}

export function keyRingFinding(writingKeyId: string, looks: readonly KeyFacts[]): Finding {
  const bad = looks.filter(({ state }) => state !== 'good')
  if (bad.length > 0) {
    const lines = bad.map(({ keyId, rows, column, state }) =>
      state === 'missing'
        ? `LAKEPORT_KEY_RING lacks the key "${keyId}", which sealed ${rows} rows of ${column}.`
        : `LAKEPORT_KEY_RING has another key as "${keyId}" than the one that sealed ${rows} rows of ${column}.`,
    )
    return fail(
      KEY_RING,
      lines.join(' '),
      'Mount the ring with that key; without it these people have to sign in again.',
    )
  }
  const rows = looks.reduce((sum, look) => sum + look.rows, 0)
  if (rows === 0) return ok(KEY_RING, `Nothing is sealed yet; "${writingKeyId}" will be the key.`)
  return ok(KEY_RING, `It opens what is sealed (${rows} rows); "${writingKeyId}" writes.`)
}

/** Of the file system of the embedded database. */
export function diskFinding(folder: string, freeBytes: number): Finding {
  const free = Math.floor(freeBytes / 1e6)
  const says = `${free} MB are free for ${folder}.`
  const remedy = 'Make room, or move LAKEPORT_DATA_DIR to a larger disk.'
  if (free < TOO_LITTLE_MB) return fail(DISK, says, remedy)
  return free < WORTH_A_LOOK_MB ? warn(DISK, says, remedy) : ok(DISK, says)
}
