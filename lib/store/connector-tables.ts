import type { Generated } from 'kysely'
import type { ConnectorFacts, Security } from '@/lib/connectors/connector'
import type { JsonObject } from '@/lib/connectors/json'
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
