import 'server-only'
import { config } from '@/lib/config'
import type { ConnectorFacts } from '@/lib/connectors/connector'
import { parseWorkspaceHost } from '@/lib/databricks/host'
import { PortalError } from '@/lib/errors'
import { isPlainText } from '@/lib/flows/plain-values'
import type { ConnectorWords } from '@/lib/language/words'
import { type Issue, type Parsed, parsed, refused } from '@/lib/result'

const MOST_NAME = 80
const MOST_DESCRIPTION = 500
const COLOUR = /^#[0-9a-f]{6}$/
/** Segments of what a URL carries as it is; no dot segment, no query, no fragment. */
const BASE_PATH = /^\/(?:[A-Za-z0-9._~-]+\/?)*$/
const APPLICATION_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const APPLICATION_URI = /^(?:https|api):\/\/[a-z0-9][a-z0-9./_-]{0,200}$/i

/** As typed into the step General. */
export interface GeneralTexts {
  readonly name: string
  readonly description: string
  readonly colour: string
  readonly scheme: 'https' | 'http'
  readonly host: string
  readonly basePath: string
}

export type General = Pick<ConnectorFacts, 'name' | 'description' | 'colour' | 'origin' | 'basePath'>

/** The step General, its host checked by what checks it again at every call (OUT-1). */
export function checkGeneral(typed: GeneralTexts, words: ConnectorWords): Parsed<General> {
  const name = typed.name.trim()
  const description = typed.description.trim()
  const basePath = typed.basePath.trim() || '/'
  const origin = originOf(typed)
  const issues: Issue[] = [
    ...said(name === '', 'name', words.issues.needed),
    ...said(name.length > MOST_NAME || !isPlainText(name), 'name', words.issues.name),
    ...said(description.length > MOST_DESCRIPTION || !isPlainText(description), 'description', words.issues.long),
    ...said(!COLOUR.test(typed.colour.toLowerCase()), 'colour', words.issues.colour),
    ...said(origin === undefined, 'host', words.issues.host),
    ...said(!isBasePath(basePath), 'basePath', words.issues.basePath),
  ]
  if (issues.length > 0 || origin === undefined) return refused(issues)
  return parsed({ name, description, colour: typed.colour.toLowerCase(), origin, basePath })
}

function said(isWrong: boolean, field: string, message: string): Issue[] {
  return isWrong ? [{ field, message }] : []
}

/** What a person copies out of the browser's address has its scheme already. */
function originOf({ scheme, host }: Pick<GeneralTexts, 'scheme' | 'host'>): string | undefined {
  const text = host.trim()
  try {
    return parseWorkspaceHost(text.includes('://') ? text : `${scheme}://${text}`, config().allowedHosts).origin
  } catch (thrown) {
    if (thrown instanceof PortalError) return undefined
    throw thrown
  }
}

function isBasePath(path: string): boolean {
  return path.length <= 200 && BASE_PATH.test(path) && !path.split('/').some((part) => /^\.+$/.test(part))
}

/** An application id, or an address that stands for one. */
export function checkResource(typed: string, words: ConnectorWords): Parsed<string> {
  const text = typed.trim()
  if (APPLICATION_ID.test(text.toLowerCase())) return parsed(text.toLowerCase())
  if (APPLICATION_URI.test(text)) return parsed(text)
  return refused([{ field: 'resourceId', message: words.issues.resource }])
}
