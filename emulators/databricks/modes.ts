/** Behaviours of real workspaces that differ by age, network or fortune; `POST /__emulator/mode` switches them. */
export interface Modes {
  /** Refused credentials are answered with a page instead of JSON. */
  htmlAuthErrors: boolean
  /** Requests a second are counted and refused past the limits. */
  rateLimits: boolean
  /** A 429 says when to come back. */
  retryAfter: boolean
  /** New ids have 19 digits, more than a double can hold. */
  bigIds: boolean
  /** A missing job or run is a 404 instead of a 400. */
  missingAs404: boolean
  /** A failed job run is TERMINATED in the legacy state instead of INTERNAL_ERROR. */
  legacyTerminatedFailed: boolean
  /** Every caller's address is blocked. */
  ipAccessList: boolean
  /** Only a private link leads here. */
  privateLink: boolean
}

export const DEFAULT_MODES: Readonly<Modes> = {
  htmlAuthErrors: false,
  rateLimits: false,
  retryAfter: true,
  bigIds: false,
  missingAs404: false,
  legacyTerminatedFailed: false,
  ipAccessList: false,
  privateLink: false,
}

/** The changes named in a control call. @throws TypeError on a name or a value that is none */
export function parseModes(value: unknown): Partial<Modes> {
  if (typeof value !== 'object' || value === null) throw new TypeError('an object of modes is expected')
  for (const [name, on] of Object.entries(value)) {
    if (!Object.hasOwn(DEFAULT_MODES, name)) throw new TypeError(`${name} is no mode`)
    if (typeof on !== 'boolean') throw new TypeError(`${name} is true or false`)
  }
  return value
}
