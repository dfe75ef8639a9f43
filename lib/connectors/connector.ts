import type { Audience } from '@/lib/flows/flow'
import type { JsonObject } from './json'
import type { Policy } from './policy'
import type { EntraScope, Security } from './security'

/** The connector of the workspace that the settings name: its host is theirs, and it is never deleted. */
export const FIRST_CONNECTOR = 'azure-databricks'

/** The application that stands for Azure Databricks at Microsoft Entra ID, in every tenant. */
export const AZURE_DATABRICKS = '2ff814a6-3304-4ab8-85cb-cd0e6f879c1d'

/** The one permission that a person's token has there. */
export const DATABRICKS_SCOPE: EntraScope = 'user_impersonation'

/** What an Admin decides about a connector; each saved state is kept. */
export interface ConnectorFacts {
  readonly name: string
  readonly description: string
  /** Of its icon, `#rrggbb`. */
  readonly colour: string
  /** Origin of the workspace, like https://adb-1234567890123456.7.azuredatabricks.net. */
  readonly origin: string
  /** Before the path of each action; `/` for none. */
  readonly basePath: string
  /** Whose tokens are asked for: an application id or an address that stands for one. */
  readonly resourceId: string
  readonly security: Security
  /** Swagger 2.0 without what the other facts say; null for the ready definition of the portal. */
  readonly definition: JsonObject | null
  /** In the order in which they change a call. */
  readonly policies: readonly Policy[]
  /** Who may use it. An empty list means nobody (AUTHZ-5). */
  readonly audience: Audience
}

export interface Connector extends ConnectorFacts {
  readonly id: string
  readonly slug: string
  /** Counts its saved states: a form says which one it builds on. */
  readonly version: number
  readonly updatedAt: Date
  /** The user name of who saved it last; undefined for the settings. */
  readonly updatedBy: string | undefined
}

/** Whether its host comes from the settings, and with it the connector itself. */
export function isFromSettings({ slug }: Pick<Connector, 'slug'>): boolean {
  return slug === FIRST_CONNECTOR
}

/** The first address of this name that nobody has: `lakehouse-jobs`, `lakehouse-jobs-2`. */
export function slugFor(name: string, taken: ReadonlySet<string>): string {
  const plain = name
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
    .slice(0, 60)
  const wanted = plain || 'connector'
  for (let number = 1; ; number += 1) {
    const slug = number === 1 ? wanted : `${wanted}-${number}`
    if (!taken.has(slug) && !OTHER_PAGES.has(slug)) return slug
  }
}

/** The pages on which a connector is made. */
const OTHER_PAGES = new Set(['new', 'import'])
