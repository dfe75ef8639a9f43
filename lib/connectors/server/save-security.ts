import 'server-only'
import type { Connector } from '@/lib/connectors/connector'
import { principalOf, type Security } from '@/lib/connectors/security'
import { MOST_GROUPS, readGroups } from '@/lib/flows/audience-groups'
import type { AudienceGroup } from '@/lib/flows/flow'
import { ROLES, type Role } from '@/lib/identity/roles'
import type { Viewer } from '@/lib/identity/viewer'
import type { ConnectorWords } from '@/lib/language/words'
import { type Parsed, parsed, refused } from '@/lib/result'
import { countInUse } from '@/lib/store/connection-lists'
import type { Executor } from '@/lib/store/database'
import { selectObjectIds } from '@/lib/store/people'
import { checkResource } from './check-facts'
import { checkSecurityKind, type SecurityKindTexts } from './check-security'
import { type Save, saveConnector } from './save-connector'

const OBJECT_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const MOST_PEOPLE = 200

/** As typed into the step Security. */
export interface SecurityTexts {
  /** What is not said of it stays as it is. */
  readonly security?: SecurityKindTexts
  /** What is not said of it stays as it is. */
  readonly resourceId?: string
  readonly roles: readonly string[]
  /** One person a line: a user name of somebody who has been here, or an object id. */
  readonly people: string
  /** One group a line, as `readGroups` takes it. What is not said of it stays as it is. */
  readonly groups?: string | undefined
}

/** The step Security: how it is proved who calls, whose tokens, and who may use it. @throws PortalError as saveConnector */
export function saveSecurity(
  viewer: Viewer,
  save: Save,
  typed: SecurityTexts,
  words: ConnectorWords,
): Promise<Parsed<number>> {
  return saveConnector(viewer, save, async (now, trx) => {
    const security = typed.security ? checkSecurityKind(typed.security, words) : parsed(now.security)
    const resource = typed.resourceId === undefined ? parsed(now.resourceId) : checkResource(typed.resourceId, words)
    const people = await peopleIn(trx, typed.people, words)
    const groups = typed.groups === undefined ? parsed(now.audience.groups ?? []) : groupsIn(typed.groups, words)
    if (!security.ok || !resource.ok || !people.ok || !groups.ok) {
      return refused([security, resource, people, groups].flatMap((part) => (part.ok ? [] : part.issues)))
    }
    const runs = await runsAsOther(trx, now, security.value)
    if (runs > 0) return refused([{ field: '', message: words.issues.runsUnderWay(runs) }])
    const roles: readonly Role[] = ROLES.filter((role) => typed.roles.includes(role))
    return parsed({
      resourceId: resource.value,
      security: security.value,
      audience: { roles, people: people.value, ...(groups.value.length > 0 && { groups: groups.value }) },
    })
  })
}

/**
 * How many runs are under way that somebody else would follow and end from now on: a run is seen to its end by whom it was
 * started as. Whoever presses in this moment holds the connector, or finds it changed.
 */
export async function runsAsOther(trx: Executor, now: Connector, next: Security): Promise<number> {
  if (principalOf(now.security)?.clientId === principalOf(next)?.clientId) return 0
  return (await countInUse(trx, { connectorId: now.id })).runs
}

async function peopleIn(trx: Executor, text: string, words: ConnectorWords): Promise<Parsed<readonly string[]>> {
  const lines = text.split(/[\n,;]/).flatMap((line) => line.trim().toLowerCase() || [])
  if (lines.length > MOST_PEOPLE) return refused([{ field: 'people', message: words.issues.manyPeople }])
  const names = lines.filter((line) => !OBJECT_ID.test(line))
  const known = await selectObjectIds(trx, names)
  const unknown = names.filter((name) => !known.has(name))
  if (unknown.length > 0) return refused([{ field: 'people', message: words.issues.people(unknown.join(', ')) }])
  return parsed([...new Set(lines.map((line) => known.get(line) ?? line))])
}

function groupsIn(text: string, words: ConnectorWords): Parsed<readonly AudienceGroup[]> {
  const { groups, wrong } = readGroups(text)
  if (wrong.length > 0)
    return refused([{ field: 'groups', message: words.issues.groups(wrong.slice(0, 5).join(', ')) }])
  if (groups.length > MOST_GROUPS) return refused([{ field: 'groups', message: words.issues.manyGroups }])
  return parsed(groups)
}
