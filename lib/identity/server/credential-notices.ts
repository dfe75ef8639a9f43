import 'server-only'
import { config } from '@/lib/config'
import { hasRole } from '@/lib/identity/roles'
import type { Viewer } from '@/lib/identity/viewer'
import { log } from '@/lib/log'
import { type CredentialNotice, endingCredentials } from './ending-credentials'

/** What administrators must see in time (AUTH-8); nothing for anybody else. */
export function credentialNotices(viewer: Viewer): readonly CredentialNotice[] {
  return hasRole(viewer.roles, 'Portal.Admin') ? endingCredentials(config(), Date.now()) : []
}

/** The same for the operator, in the log: at the start, and once a day. */
export function logCredentialNotices(): void {
  for (const { kind, expiresAt, hasEnded, isReplaced } of endingCredentials(config(), Date.now())) {
    const event = hasEnded ? 'credential.has_ended' : 'credential.ends_soon'
    const fields = { kind, expiresAt: new Date(expiresAt).toISOString(), isReplaced }
    log(hasEnded && !isReplaced ? 'error' : 'warn', event, fields)
  }
}
