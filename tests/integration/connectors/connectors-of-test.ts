import { sql } from 'kysely'
import {
  CONNECTOR_CLIENT_ID,
  CONNECTOR_CLIENT_SECRET,
  SERVICE_CLIENT_ID,
  SERVICE_CLIENT_SECRET,
  TENANT_ID,
} from '@/emulators/entra/seed'
import type { Connector } from '@/lib/connectors/connector'
import type { GeneralTexts } from '@/lib/connectors/server/check-facts'
import type { SecretTexts } from '@/lib/connectors/server/check-secret'
import { setSecret } from '@/lib/connectors/server/connector-secrets'
import { createConnector } from '@/lib/connectors/server/create-connector'
import { getConnector } from '@/lib/connectors/server/get-connector'
import { saveSecurity } from '@/lib/connectors/server/save-security'
import type { Viewer } from '@/lib/identity/viewer'
import { connectors as words } from '@/lib/language/en/connectors'
import type { Database } from '@/lib/store/database'

export const FIRST = 'azure-databricks'

/** The step General as somebody fills it in, for the workspace at this address. */
export function generalTexts(url: string, more: Partial<GeneralTexts> = {}): GeneralTexts {
  const { host } = new URL(url)
  const texts = {
    name: 'Lakehouse jobs',
    description: '',
    colour: '#0f6cbd',
    scheme: 'http',
    host,
    basePath: '/',
  } as const
  return { ...texts, ...more }
}

export async function madeConnector(
  admin: Viewer,
  url: string,
  { actions = 'ready', ...more }: Partial<GeneralTexts> & { readonly actions?: 'ready' | 'blank' } = {},
): Promise<Connector> {
  const made = await createConnector(admin, { ...generalTexts(url, more), actions }, words)
  if (!made.ok) throw new Error(JSON.stringify(made.issues))
  return getConnector(admin, made.value)
}

/** A registration that the emulator of Entra ID knows beside the portal's. */
export const OWN = { tenantId: TENANT_ID, clientId: CONNECTOR_CLIENT_ID, scope: 'user_impersonation' } as const
export const OWN_SECRET = { secret: CONNECTOR_CLIENT_SECRET, certificate: '', expires: '' } as const

/** A connector gets a registration of its own, without a secret yet. */
export async function giveOwnRegistration(
  admin: Viewer,
  { slug, version, resourceId, audience: { roles, people } }: Connector,
  changes: Partial<Record<'clientId' | 'tenantId' | 'scope', string>> = {},
): Promise<Connector> {
  const security = { kind: 'entra', ...OWN, ...changes } as const
  const texts = { security, resourceId, roles, people: people.join('\n') }
  const saved = await saveSecurity(admin, { slug, version }, texts, words)
  if (!saved.ok) throw new Error(JSON.stringify(saved.issues))
  return getConnector(admin, slug)
}

/** A service principal that the workspace knows as well. */
export const SERVICE = {
  kind: 'service_principal',
  tenantId: TENANT_ID,
  clientId: SERVICE_CLIENT_ID,
  principalName: 'Sample service',
  everybody: true,
} as const
export const SERVICE_SECRET = { secret: SERVICE_CLIENT_SECRET, certificate: '', expires: '' } as const

/** Everybody calls as the service principal from now on, once there is a secret. */
export async function giveServicePrincipal(
  admin: Viewer,
  { slug, version, resourceId, audience: { roles, people } }: Connector,
  changes: Partial<Record<'clientId' | 'tenantId' | 'principalName', string>> = {},
): Promise<Connector> {
  const texts = { security: { ...SERVICE, ...changes }, resourceId, roles, people: people.join('\n') }
  const saved = await saveSecurity(admin, { slug, version }, texts, words)
  if (!saved.ok) throw new Error(JSON.stringify(saved.issues))
  return getConnector(admin, slug)
}

export async function giveSecret(admin: Viewer, of: Connector, typed: SecretTexts = OWN_SECRET): Promise<void> {
  const set = await setSecret(admin, of, typed, words)
  if (!set.ok) throw new Error(JSON.stringify(set.issues))
}

/** One more connector, with a registration of its own and its secret, for nobody yet. */
export async function ownConnector(admin: Viewer, url: string, name = 'Own registration'): Promise<Connector> {
  const connector = await giveOwnRegistration(admin, await madeConnector(admin, url, { name }))
  await giveSecret(admin, connector)
  return connector
}

export async function letEverybodyIn({ kysely }: Database, { id }: Connector): Promise<void> {
  const everybody = JSON.stringify({ roles: ['Portal.User'], people: [] })
  await kysely.updateTable('connectors').set({ audience: everybody }).where('id', '=', id).execute()
}

/** Everything that was made; the settings' own one begins anew. */
export async function forgetConnectors({ kysely }: Database): Promise<void> {
  const others = sql`select id from connectors where slug <> ${FIRST}`
  await sql`delete from connector_tests`.execute(kysely)
  await sql`delete from connection_attempts`.execute(kysely)
  await sql`delete from connector_secrets`.execute(kysely)
  await sql`delete from connector_tokens`.execute(kysely)
  await sql`delete from token_partitions where connection_id is not null`.execute(kysely)
  const theirs = sql`select id from connections where connector_id in (${others})`
  await sql`delete from known_jobs where connection_id in (${theirs})`.execute(kysely)
  await sql`delete from poll_groups where id in (${theirs})`.execute(kysely)
  await sql`delete from connections where connector_id in (${others})`.execute(kysely)
  await sql`delete from connector_versions where connector_id in (${others})`.execute(kysely)
  await sql`delete from connectors where slug <> ${FIRST}`.execute(kysely)
}
