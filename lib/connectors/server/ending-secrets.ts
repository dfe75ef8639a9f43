import 'server-only'
import { config } from '@/lib/config'
import { hasRole } from '@/lib/identity/roles'
import { type CredentialNotice, endingOf } from '@/lib/identity/server/ending-credentials'
import type { Viewer } from '@/lib/identity/viewer'
import { log } from '@/lib/log'
import { type EndingSecret, selectEndingSecrets } from '@/lib/store/connector-secrets'
import { query } from '@/lib/store/current'

/** A secret of a connector that ends soon, or has ended. */
export interface SecretNotice extends CredentialNotice {
  readonly connector: EndingSecret['connector']
}

/** So long a process goes by what it read: administrators see this on the pages that they open first. */
const READ_EVERY_MS = 60_000

interface Read {
  readonly at: number
  readonly notices: Promise<readonly SecretNotice[]>
}

interface Shared {
  lakeportEndingSecrets?: Read | undefined
}

/** What administrators must see in time (AUTH-8); nothing for anybody else. */
export async function endingSecrets(viewer: Viewer): Promise<readonly SecretNotice[]> {
  if (!hasRole(viewer.roles, 'Portal.Admin')) return []
  const shared = globalThis as Shared
  const now = Date.now()
  const known = shared.lakeportEndingSecrets
  if (known && now - known.at < READ_EVERY_MS) return known.notices
  const read = { at: now, notices: notices(now) }
  shared.lakeportEndingSecrets = read
  read.notices.catch(readEndingSecretsAgain)
  return read.notices
}

/** A secret was set or removed in this process. */
export function readEndingSecretsAgain(): void {
  const shared = globalThis as Shared
  shared.lakeportEndingSecrets = undefined
}

/** The same for the operator, in the log: at the start, and once a day. */
export async function logEndingSecrets(): Promise<void> {
  for (const { connector, kind, expiresAt, hasEnded, isReplaced } of await notices(Date.now())) {
    const event = hasEnded ? 'connector.secret_has_ended' : 'connector.secret_ends_soon'
    const fields = { id: connector.slug, kind, expiresAt: new Date(expiresAt).toISOString(), isReplaced }
    log(hasEnded && !isReplaced ? 'error' : 'warn', event, fields)
  }
}

async function notices(now: number): Promise<readonly SecretNotice[]> {
  const { credentialWarningMs } = config()
  const secrets = await query((db) => selectEndingSecrets(db, new Date(now + credentialWarningMs)))
  const slugs = [...new Set(secrets.map(({ connector }) => connector.slug))]
  return slugs.flatMap((slug) => {
    const own = secrets.filter(({ connector }) => connector.slug === slug)
    const ends = own.map(({ kind, expiresAt }) => ({ kind, expiresAt: expiresAt?.getTime() }))
    const [{ connector = { slug, name: slug } } = {}] = own
    return endingOf(ends, credentialWarningMs, now).map((notice) => ({ ...notice, connector }))
  })
}
