import { type Finding, fail, ok, warn } from './finding'

const CHECK = 'key ring'

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
        ? `LAKEPORT_KEY_RING lacks the key "${keyId}", which sealed ${column}, rows: ${rows}.`
        : `LAKEPORT_KEY_RING has another key as "${keyId}" than the one that sealed ${column}, rows: ${rows}.`,
    )
    return fail(
      CHECK,
      lines.join(' '),
      'Mount the ring with that key; without it these people have to sign in again.',
    )
  }
  const rows = looks.reduce((sum, look) => sum + look.rows, 0)
  if (rows === 0) return ok(CHECK, `Nothing is sealed yet; "${writingKeyId}" will be the key.`)
  return ok(CHECK, `It opens what is sealed, rows: ${rows}; "${writingKeyId}" writes.`)
}

/** Where the embedded database is another process's. */
export function unseenKeyRing(): Finding {
  return warn(
    CHECK,
    'Not looked at: the embedded database belongs to the portal that runs.',
    'Look for keys.do_not_open in its log, or stop it and ask again.',
  )
}
