import { createHash, type JsonWebKey } from 'node:crypto'
import { openStateFile, type StateFile } from '../kit/state-file.ts'
import { DEFAULT_MODE, seedApps, seedUsers } from './seed.ts'
import { createSigningKey, type SigningKey } from './signing-key.ts'

export const GROUP_MEMBERSHIP_CLAIMS = ['None', 'SecurityGroup', 'ApplicationGroup'] as const
export type GroupMembershipClaims = (typeof GROUP_MEMBERSHIP_CLAIMS)[number]

export interface User {
  oid: string
  upn: string
  email: string
  displayName: string
  /** Values of app roles; a token shows those that its application defines. */
  roles: string[]
  /** Object ids of the groups that the person is in. */
  groups: string[]
  assigned: boolean
  disabled: boolean
  mfaRequired: boolean
  /** May consent for the organization. */
  directoryAdmin: boolean
  /** Grows with every revocation; a grant made under a lower number is dead. */
  grantsRevoked: number
}

export interface FederatedCredential {
  issuer: string
  subject: string
  audience: string
  keys: JsonWebKey[]
}

export interface App {
  clientId: string
  displayName: string
  servicePrincipalId: string
  publicClient: boolean
  multiTenant: boolean
  assignmentRequired: boolean
  redirectUris: string[]
  /** Ids of the resources that its registration lists. */
  permissions: string[]
  roles: string[]
  /** Whether, and which, groups stand in its id tokens. */
  groupMembershipClaims: GroupMembershipClaims
  /** Groups that are assigned to the application: object ids. */
  assignedGroups: string[]
  secrets: { value: string; expired: boolean }[]
  /** PEM. */
  certificates: string[]
  federated: FederatedCredential[]
}

export interface Mode {
  refreshTokens: 'lenient' | 'single-use'
  requireAdminConsent: boolean
  /** Unset: at random 60 to 90 minutes, as Entra does. */
  accessTokenSeconds?: number
  /** Sent as `refresh_in`, when set. */
  refreshInSeconds?: number
}

/** `oid` is `*` for the whole organization. */
export interface Consent {
  oid: string
  clientId: string
  resourceId: string
  scope: string
}

/** What a person proved in a browser; every token that follows from it carries this along. */
export interface Authentication {
  oid: string
  sid: string
  /** Epoch ms. */
  authenticatedAt: number
  mfa: boolean
  grantsRevoked: number
}

export interface RefreshToken {
  clientId: string
  authentication: Authentication
  issuedAt: number
  used: boolean
}

export interface Directory {
  keys: SigningKey[]
  users: User[]
  apps: App[]
  mode: Mode
  consents: Consent[]
  /** Browser sessions by cookie: the accounts signed in there. */
  sessions: Record<string, Authentication[]>
  /** By SHA-256 of the token. */
  refreshTokens: Record<string, RefreshToken>
}

/** Everything that survives a restart. Whoever changes it calls `changed`. */
export class EntraState {
  directory: Directory
  readonly #file: StateFile<Directory>
  readonly #redirectUris: string[]

  constructor(path: string | undefined, redirectUris: string[]) {
    this.#file = openStateFile<Directory>(path)
    this.#redirectUris = redirectUris
    const kept = this.#file.load()
    this.directory = kept ? withGroups(kept) : this.#seed([createSigningKey()])
    this.changed() // a key made just now must survive a restart too
  }

  /** Keys stay: who has fetched them goes on trusting them. */
  reset(): void {
    this.directory = this.#seed(this.directory.keys)
    this.changed()
  }

  changed(): void {
    this.#file.save(() => this.directory)
  }

  flush(): void {
    this.#file.flush()
  }

  user(oid: string): User | undefined {
    return this.directory.users.find((user) => user.oid === oid)
  }

  /** By user principal name, object id, or the opaque `login_hint` claim of an id token. */
  findUser(name: string): User | undefined {
    const wanted = name.trim().toLowerCase()
    return this.directory.users.find(
      (user) => user.upn.toLowerCase() === wanted || user.oid === wanted || opaqueHint(user) === name,
    )
  }

  app(clientId: string): App | undefined {
    return this.directory.apps.find((app) => app.clientId === clientId.toLowerCase())
  }

  hasConsent(wanted: Consent): boolean {
    return this.directory.consents.some(
      ({ oid, clientId, resourceId, scope }) =>
        (oid === wanted.oid || oid === '*') &&
        clientId === wanted.clientId &&
        resourceId === wanted.resourceId &&
        scope === wanted.scope,
    )
  }

  consent(consents: Consent[]): void {
    this.directory.consents.push(...consents.filter((consent) => !this.hasConsent(consent)))
    this.changed()
  }

  #seed(keys: SigningKey[]): Directory {
    return {
      keys,
      users: seedUsers(),
      apps: seedApps(this.#redirectUris),
      mode: { ...DEFAULT_MODE },
      consents: [],
      sessions: {},
      refreshTokens: {},
    }
  }
}

/** A directory that was kept before there were groups: people and applications get those of the seed. */
function withGroups(kept: Directory): Directory {
  const [users, apps] = [seedUsers(), seedApps([])]
  const groupsOf = (user: User) => users.find(({ oid }) => oid === user.oid)?.groups ?? []
  const claimsOf = (app: App) => {
    const { groupMembershipClaims = 'None', assignedGroups = [] } =
      apps.find(({ clientId }) => clientId === app.clientId) ?? {}
    return { groupMembershipClaims, assignedGroups }
  }
  return {
    ...kept,
    users: kept.users.map((user) => Object.assign({ groups: groupsOf(user) }, user)),
    apps: kept.apps.map((app) => Object.assign(claimsOf(app), app)),
  }
}

export function opaqueHint(user: User): string {
  return `O.${createHash('sha256').update(user.oid).digest('base64url')}`
}
