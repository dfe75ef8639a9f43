import 'server-only'
import { type ClientCredential, type Config, config } from '@/lib/config'
import type { Viewer } from '@/lib/identity/viewer'
import { type Release, release } from '@/lib/release'
import type { Setting, SettingGroup } from '@/lib/settings/setting'
import { database, query } from '@/lib/store/current'
import { keyRing } from '@/lib/store/current-key-ring'
import type { Database } from '@/lib/store/database'
import { type ServerFacts, selectServerFacts } from '@/lib/store/server-facts'
import { demandSettings } from './demand-settings'
import { settingsInForce } from './setting-values'

/** What this process is. */
export interface ProcessFacts extends Release {
  readonly node: string
  readonly role: Config['role']
  readonly startedAt: Date
  readonly database: ServerFacts & { readonly kind: Database['kind'] }
  readonly credential: ClientCredential['kind']
  /** Of the one beside it, while it is being replaced. */
  readonly nextCredential: ClientCredential['kind'] | undefined
  readonly writingKeyId: string
  /** Ids of the keys that read what was sealed before. */
  readonly readingKeyIds: readonly string[]
  /** Ways by which people are told outside the portal. */
  readonly ways: { readonly mail: boolean; readonly teams: boolean; readonly webhook: boolean }
}

export interface SettingsView {
  readonly process: ProcessFacts
  readonly groups: Readonly<Record<SettingGroup, readonly Setting[]>>
}

/** What the portal runs with, for an Admin: the operator's settings without their secrets. @throws PortalError not_permitted */
export async function viewSettings(viewer: Viewer): Promise<SettingsView> {
  await demandSettings(viewer)
  const settings = config()
  const ring = keyRing()
  const { kind } = await database()
  return {
    process: {
      ...release(),
      node: process.version,
      role: settings.role,
      startedAt: new Date(Date.now() - process.uptime() * 1_000),
      database: { kind, ...(await query(selectServerFacts)) },
      credential: settings.credential.kind,
      nextCredential: settings.nextCredential?.kind,
      writingKeyId: ring.writingKeyId,
      readingKeyIds: [...ring.keys.keys()].filter((id) => id !== ring.writingKeyId),
      ways: { mail: Boolean(settings.mail), teams: Boolean(settings.teams), webhook: Boolean(settings.webhook) },
    },
    groups: settingsInForce(settings, ring),
  }
}
