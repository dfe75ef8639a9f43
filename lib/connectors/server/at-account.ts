import 'server-only'
import { config } from '@/lib/config'
import { accountConsoleOf } from '@/lib/connectors/workspace-zones'
import type { Account } from '@/lib/databricks/account-apps'
import { mayHaveActed } from '@/lib/databricks/acted'
import { Workspace } from '@/lib/databricks/workspace'
import { PortalError } from '@/lib/errors'
import { delegatedToken } from '@/lib/identity/server/delegated-token'
import { portalClient } from '@/lib/identity/server/token-client'
import type { Viewer } from '@/lib/identity/viewer'
import type { ConnectorWords } from '@/lib/language/words'
import { type Parsed, parsed, refused } from '@/lib/result'
import { query } from '@/lib/store/current'
import { selectPerson } from '@/lib/store/people'

interface OfAccount {
  /** Of the workspace: its cloud says where the account is looked after. */
  readonly origin: string
  readonly accountId: string
}

/**
 * Opens the console of a workspace's account as the viewer, with the token of their sign-in.
 * @throws PortalError databricks_configuration where nobody has said where the console is, and as delegatedToken
 */
export async function openAccount(viewer: Viewer, { origin, accountId }: OfAccount): Promise<Account> {
  const { allowedHosts, allowedNetworks, databricksAccountHost } = config()
  const host = accountConsoleOf(origin) ?? databricksAccountHost
  if (host === undefined) {
    throw new PortalError('databricks_configuration', 'Nobody has said where the account of this workspace is.', {
      facts: { reason: 'no_console', arrived: 'no' },
    })
  }
  const { token } = await tokenOfSignIn(viewer)
  return { console: new Workspace({ host, token, network: { allowedHosts, allowedNetworks } }), accountId }
}

async function tokenOfSignIn({ personId }: Viewer) {
  const person = await query((db) => selectPerson(db, personId))
  if (!person?.homeAccountId) throw new PortalError('connection_expired', 'This person has never signed in here.')
  const { tenantId, objectId, userName, homeAccountId } = person
  const owner = { personId, tenantId, objectId, userName, homeAccountId, connectionId: undefined }
  return delegatedToken({ owner, client: portalClient(homeAccountId, config().databricksResourceId) })
}

interface Asking {
  readonly text: ConnectorWords
  /** Behind each reason: what that means here. */
  readonly so: string
  /** It is open what came of a call whose answer is lost. */
  readonly makes?: boolean
}

/** What the account answered, or why it did not, in words for the form. What is wrong with the sign-in is thrown on. */
export async function atAccount<T>(asking: Asking, work: () => Promise<T>): Promise<Parsed<T>> {
  try {
    return parsed(await work())
  } catch (thrown) {
    if (!(thrown instanceof PortalError) || !thrown.code.startsWith('databricks_')) throw thrown
    return refused([{ field: '', message: messageOf(thrown, asking) }])
  }
}

function messageOf(error: PortalError, { text, so, makes }: Asking): string {
  if (makes && mayHaveActed(error)) return text.accountProblems.notKnown
  return `${problemOf(error, text.accountProblems)} ${so}`
}

const NOT_LET_IN: ReadonlySet<string> = new Set([
  'databricks_token_refused',
  'databricks_not_member',
  'databricks_network_blocked',
])

function problemOf({ code, facts }: PortalError, words: ConnectorWords['accountProblems']): string {
  if (facts.reason === 'no_console') return words.noConsole
  if (code === 'databricks_configuration') return words.hostRefused
  if (code === 'databricks_no_right') return words.notAdmin
  if (NOT_LET_IN.has(code)) return words.notLetIn
  if (facts.status === '404' || facts.errorCode === 'FEATURE_DISABLED') return words.notOffered
  if (code === 'databricks_refused') return words.refused(facts.message ?? facts.errorCode ?? '')
  return words.noAnswer
}
