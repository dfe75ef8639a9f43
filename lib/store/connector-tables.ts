import type { Generated, JSONColumnType } from 'kysely'
import type { ConnectorFacts } from '@/lib/connectors/connector'
import type { JsonObject } from '@/lib/connectors/json'
import type { Policy } from '@/lib/connectors/policy'
import type { Security } from '@/lib/connectors/security'
import type { TestAnswer, TestRequest } from '@/lib/connectors/test-result'
import type { Audience } from '@/lib/flows/flow'
import type { Json, JsonOrNull } from './stored-types'

export interface ConnectorsTable {
  id: string
  slug: string
  name: string
  origin: string
  resource_id: string
  created_at: Date
  colour: string
  description: string
  base_path: string
  /** Tagged by its kind. */
  security: Json<Security>
  /** Null for the ready one. */
  definition: JsonOrNull<JsonObject>
  policies: JSONColumnType<Policy[], string | undefined, string>
  audience: Json<Audience>
  version: Generated<number>
  updated_at: Date | null
  /** A person's id; null for the settings. */
  updated_by: string | null
}

export interface ConnectorVersionsTable {
  connector_id: string
  version: number
  /** Everything that was decided, and no secret. */
  saved: Json<ConnectorFacts>
  saved_at: Date
  saved_by: string | null
}

/** A client secret, or a certificate with its key, of a connector's own registration. */
export interface ConnectorSecretsTable {
  id: string
  connector_id: string
  /** Two at once, while one is being replaced. */
  turn: 'current' | 'next'
  kind: 'secret' | 'certificate'
  sealed: string
  /** Of a certificate: SHA-256, as Entra shows it. */
  thumbprint: string | null
  expires_at: Date | null
  set_at: Date
  /** A person's id. No reference: a person may be erased. */
  set_by: string | null
}

/** The token of a connector that calls as a service principal. */
export interface ConnectorTokensTable {
  connector_id: string
  /** Null until there is one. */
  sealed: string | null
  version: number
  lease_owner: string | null
  lease_until: Date | null
  updated_at: Date
}

/** A person on their way to another sign-in page, for a connection. */
export interface ConnectionAttemptsTable {
  /** SHA-256 of what comes back as `state`. */
  state_hash: string
  person_id: string
  /** The mark of the session that began it: no other one ends it. */
  session: string
  connector_id: string
  /** As it was then. */
  connector_version: number
  /** The PKCE verifier and the nonce. */
  sealed_checks: string
  back: string
  expires_at: Date
}

export interface ConnectorTestsTable {
  id: string
  connector_id: string
  person_id: string
  /** Of the form: the same one sent twice is one call. */
  client_key: string
  operation_id: string
  asked: Json<TestRequest>
  /** Null while it is under way, or when nobody was left to write it. */
  answered: JsonOrNull<TestAnswer>
  /** What the list shows: an HTTP status, or a coarse word. */
  status: string | null
  at: Date
}
