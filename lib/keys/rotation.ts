/** Why a value is not sealed by the first key even now. */
export type LeftBecause = 'no key' | 'does not open' | 'still written' | 'no sealed value'

/** Values that wait for the first key, by the key that sealed them. */
export interface Left {
  /** Table and column. */
  readonly column: string
  readonly keyId: string
  readonly rows: number
  readonly because: LeftBecause
}

/** What a rotation of keys did. */
export interface Rotation {
  readonly writingKeyId: string
  readonly rewritten: readonly { readonly called: string; readonly rows: number }[]
  readonly left: readonly Left[]
  /** Ids in the ring that seal nothing any more. */
  readonly idle: readonly string[]
}

/** For the terminal, one fact a line. */
export function linesOf({ writingKeyId, rewritten, left, idle }: Rotation): string[] {
  const used = idle.map((id) => `"${id}"`).join(', ')
  return [
    ...rewritten.map(({ called, rows }) => `Sealed anew by the key "${writingKeyId}": ${called}, ${rows}.`),
    ...left.map(lineOf),
    idle.length > 0
      ? `Nothing is sealed by ${used} any more: take it out of LAKEPORT_KEY_RING. Backups made until now still need it.`
      : 'No key of the ring can be taken out.',
  ]
}

function lineOf({ column, keyId, rows, because }: Left): string {
  const what = `${rows} in ${column}`
  if (because === 'no sealed value') return `${what} hold no sealed value. These people sign in again.`
  if (because === 'no key') {
    return (
      `${what} are sealed by "${keyId}", which LAKEPORT_KEY_RING does not hold. ` +
      'Add that key and run this again, or let these people sign in again.'
    )
  }
  if (because === 'does not open') {
    return (
      `${what} name "${keyId}" and do not open: the row was changed, or another key has this id. ` +
      'Put the right key in and run this again, or let these people sign in again.'
    )
  }
  return `${what} were sealed by "${keyId}" just now. Restart every portal with this ring, then run this again.`
}
