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

/** What a form of this page builds on: the connector's version, and its host as the page says. */
export async function shownAt(admin: PlainBrowser, path: string) {
  const page = await (await admin.get(path)).text()
  const found = (name: string) =>
    new RegExp(`name="${name}"[^>]*value="([^"]*)"|value="([^"]*)"[^>]*name="${name}"`).exec(page)?.slice(1)
  const one = (name: string) => found(name)?.find((value) => value !== undefined) ?? ''
  return { version: one('version'), host: one('host') }
}
