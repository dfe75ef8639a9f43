import { CONNECTOR_CLIENT_ID, DATABRICKS_ID, TENANT_ID } from '../../../emulators/entra/seed'
import type { PlainBrowser } from '../http/plain-browser'
import { editForm } from './asking'

/** The first is asked for and changed, the second is there to be deleted. */
export const CONNECTORS = ['Of the matrix', 'To delete'] as const
export const SLUGS = ['of-the-matrix', 'to-delete'] as const

/** As the form of a new connector asks for them. */
export function generalOf(name: string, url: string): Record<string, string> {
  const { host } = new URL(url)
  return { name, description: '', colour: '#0f6cbd', scheme: 'http', host, basePath: '/' }
}

export async function makeConnector(admin: PlainBrowser, name: string, url: string): Promise<void> {
  const fields = editForm('createConnectorAction', { ...generalOf(name, url), actions: 'blank' })
  const { status } = await admin.post('/make/connectors/new', fields)
  if (status !== 303) throw new Error(`The connector ${name} was not made: ${status}`)
}

/** An app registration that is not the portal's. */
export const REGISTRATION = { clientId: CONNECTOR_CLIENT_ID, tenantId: TENANT_ID, scope: 'user_impersonation' }

/** The connector gets an app registration of its own, with a secret and the next one. */
export async function giveOwnRegistration(admin: PlainBrowser, slug: string): Promise<void> {
  const path = `/make/connectors/${slug}/security`
  const { version } = await shownAt(admin, path)
  const fields = { slug, version, kind: 'entra', ...REGISTRATION, resourceId: DATABRICKS_ID, people: '' }
  const saved = await admin.post(path, editForm('saveSecurityAction', fields))
  if (saved.status !== 303) throw new Error(`The connector ${slug} got no registration: ${saved.status}`)
  const of = { slug, version: (await shownAt(admin, path)).version, expires: '', certificate: '' }
  for (const secret of ['the-current-one', 'the-next-one']) {
    const { status } = await admin.post(path, editForm('setSecretAction', { ...of, secret }))
    if (status !== 303) throw new Error(`The connector ${slug} got no secret: ${status}`)
  }
  await givePolicy(admin, slug)
}

/** The state before it differs in nothing else: what goes back to it keeps the secrets. */
async function givePolicy(admin: PlainBrowser, slug: string): Promise<void> {
  const path = `/make/connectors/${slug}/definition?view=policies&new=setheader`
  const { version } = await shownAt(admin, `/make/connectors/${slug}/security`)
  const setting = {
    template: 'setheader',
    title: 'Team',
    operations: '',
    name: 'x-team',
    value: 'sales',
    exists: 'skip',
  }
  const { status } = await admin.post(path, editForm('savePolicyAction', { slug, version, at: '', ...setting }))
  if (status !== 303) throw new Error(`The connector ${slug} got no policy: ${status}`)
}

/** What a form of this page builds on: the connector's version, and its host as the page says. */
export async function shownAt(admin: PlainBrowser, path: string) {
  const page = await (await admin.get(path)).text()
  const found = (name: string) =>
    new RegExp(`name="${name}"[^>]*value="([^"]*)"|value="([^"]*)"[^>]*name="${name}"`).exec(page)?.slice(1)
  const one = (name: string) => found(name)?.find((value) => value !== undefined) ?? ''
  return { version: one('version'), host: one('host') }
}
