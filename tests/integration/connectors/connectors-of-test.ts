import { sql } from 'kysely'
import type { Connector } from '@/lib/connectors/connector'
import type { GeneralTexts } from '@/lib/connectors/server/check-facts'
import { createConnector } from '@/lib/connectors/server/create-connector'
import { getConnector } from '@/lib/connectors/server/get-connector'
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

/** Everything that was made; the settings' own one begins anew. */
export async function forgetConnectors({ kysely }: Database): Promise<void> {
  const others = sql`select id from connectors where slug <> ${FIRST}`
  await sql`delete from connector_tests`.execute(kysely)
  await sql`delete from connector_versions where connector_id in (${others})`.execute(kysely)
  await sql`delete from connectors where slug <> ${FIRST}`.execute(kysely)
}
