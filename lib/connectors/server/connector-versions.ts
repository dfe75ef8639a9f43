import 'server-only'
import { config } from '@/lib/config'
import { brokenFlows } from '@/lib/connectors/broken-flows'
import { type Connector, type ConnectorFacts, isFromSettings } from '@/lib/connectors/connector'
import { definitionOf } from '@/lib/connectors/operation'
import { changeBetween, type VersionChange } from '@/lib/connectors/version-change'
import { parseWorkspaceHost } from '@/lib/databricks/host'
import { PortalError } from '@/lib/errors'
import { demandRole } from '@/lib/identity/server/viewer'
import type { Viewer } from '@/lib/identity/viewer'
import type { ConnectorWords } from '@/lib/language/words'
import { type Parsed, parsed, refused } from '@/lib/result'
import { selectUseOfConnector } from '@/lib/store/connector-use'
import { selectVersion, selectVersions } from '@/lib/store/connector-versions'
import { query } from '@/lib/store/current'
import { saveConnector } from './save-connector'
import type { SaveDefinition } from './save-definition'
import { runsAsOther } from './save-security'

const MOST_SHOWN = 50

/** One state that was ever saved. */
export interface ConnectorVersion {
  readonly version: number
  readonly savedAt: Date
  /** The user name of who saved it; undefined for the settings, and for somebody who is not here any more. */
  readonly savedBy: string | undefined
  /** Against the one before it; undefined for the first one. */
  readonly change: VersionChange | undefined
}

/** The newest states of a connector, newest first, with what each of them changed. For Admins. @throws PortalError not_permitted */
export async function listVersions(viewer: Viewer, { id, slug }: Connector): Promise<readonly ConnectorVersion[]> {
  await demandRole(viewer, 'Portal.Admin', { action: 'connector.read', target: `connector:${slug}` })
  const rows = await query((db) => selectVersions(db, id, MOST_SHOWN + 1))
  return rows.slice(0, MOST_SHOWN).map(({ saved, ...row }, at) => {
    const before = rows[at + 1]
    return { ...row, change: before && changeBetween(before.saved, saved) }
  })
}

/**
 * Saves a connector as it was in an earlier version, which makes a new one. What flows in use would lose has to be meant; the
 * host has to be one that may still be called, and that of the settings stays. Secrets are of no version: where the registration
 * is another one, they are forgotten. For Admins. @throws PortalError as saveConnector, not_found for a version that there is not
 */
export function restoreVersion(
  viewer: Viewer,
  { acceptBreaks, ...save }: SaveDefinition,
  version: number,
  words: ConnectorWords,
): Promise<Parsed<number>> {
  return saveConnector(viewer, save, async (now, trx) => {
    const kept = await selectVersion(trx, now.id, version)
    if (!kept) throw new PortalError('not_found', 'There is no such version.')
    const facts = isFromSettings(save) ? { ...kept.saved, origin: now.origin } : kept.saved
    if (!mayBeCalled(facts)) return refused([{ field: '', message: words.issues.host }])
    const runs = await runsAsOther(trx, now, facts.security)
    if (runs > 0) return refused([{ field: '', message: words.issues.runsUnderWay(runs) }])
    const { flows } = await selectUseOfConnector(trx, now.id)
    const broken = brokenFlows(flows, definitionOf(now), definitionOf(facts))
    if (broken.length > 0 && !acceptBreaks) {
      return refused([{ field: 'acceptBreaks', message: words.issues.breaks(broken.join(', ')) }])
    }
    return parsed(facts)
  })
}

/** The operator's list may be another one by now. */
function mayBeCalled({ origin }: ConnectorFacts): boolean {
  try {
    return parseWorkspaceHost(origin, config().allowedHosts).origin === origin
  } catch (thrown) {
    if (thrown instanceof PortalError) return false
    throw thrown
  }
}
