import 'server-only'
import { type AuditEntry, actorOf } from '@/lib/audit/audit-entry'
import type { Connector } from '@/lib/connectors/connector'
import { placeOf, principalOf } from '@/lib/connectors/security'
import { PortalError } from '@/lib/errors'
import { demandRole } from '@/lib/identity/server/viewer'
import type { Viewer } from '@/lib/identity/viewer'
import type { ConnectorWords } from '@/lib/language/words'
import { newId } from '@/lib/new-id'
import { type Parsed, parsed, refused } from '@/lib/result'
import { insertAudit } from '@/lib/store/audit'
import { mendThroughConnector } from '@/lib/store/connections'
import {
  deleteSecret,
  deleteSecretsAndTokens,
  promoteSecret,
  putSecret,
  type SecretFacts as Row,
  selectSecretFacts,
  type Turn,
} from '@/lib/store/connector-secrets'
import { lockConnector } from '@/lib/store/connectors'
import { inTransaction, query } from '@/lib/store/current'
import { keyRing } from '@/lib/store/current-key-ring'
import type { Executor } from '@/lib/store/database'
import { seal } from '@/lib/store/sealed'
import { checkSecret, type ReadSecret, type SecretTexts } from './check-secret'
import { readEndingSecretsAgain } from './ending-secrets'
import { savedMeanwhile } from './saved-meanwhile'
import { aboutSecret } from './sealed-secrets'

/** What may be told of a secret; nothing tells the secret (TOK-9). */
export type SecretFacts = Row

/** Which connector, in the state that the form was made of: a secret is for what its Admin saw there. */
export interface OfConnector {
  readonly slug: string
  readonly version: number
}

/** The secrets of a connector, the current one first. For Admins. @throws PortalError not_permitted */
export async function listSecrets(viewer: Viewer, { id, slug }: Connector): Promise<readonly SecretFacts[]> {
  await demandRole(viewer, 'Portal.Admin', { action: 'connector.read', target: `connector:${slug}` })
  return query((db) => selectSecretFacts(db, id))
}

/**
 * Keeps a secret, sealed for what the connector is now: as the current one where there is none, else as the next one,
 * which works beside it (AUTH-8). For Admins.
 * @throws PortalError not_permitted, not_found, conflict as saveConnector
 */
export async function setSecret(
  viewer: Viewer,
  of: OfConnector,
  typed: SecretTexts,
  words: ConnectorWords,
): Promise<Parsed<Turn>> {
  return change(viewer, of, async (trx, connector) => {
    const read = checkSecret(typed, words, new Date())
    if (!read.ok) return read
    if (read.value.kind === 'certificate' && connector.security.kind === 'databricks') {
      return refused([{ field: 'certificate', message: words.issues.noCertificate }])
    }
    return parsed(await keepSecret(trx, viewer, connector, read.value))
  })
}

/** Seals a secret for what the connector is now, which the transaction holds, on record. The viewer is an Admin. */
export async function keepSecret(
  trx: Executor,
  viewer: Viewer,
  connector: Connector,
  { kind, text, thumbprint, expiresAt }: ReadSecret,
): Promise<Turn> {
  const turn: Turn = (await has(trx, connector, 'current')) ? 'next' : 'current'
  const id = newId()
  const place = { connectorId: connector.id, ...connector }
  const sealed = seal(keyRing(), text, aboutSecret(id, place))
  const facts = { id, connectorId: connector.id, turn, kind, thumbprint, expiresAt }
  await putSecret(trx, { ...facts, sealed, setAt: new Date(), setBy: viewer.personId })
  if (principalOf(connector.security)) await mendThroughConnector(trx, connector.id)
  await record(trx, viewer, connector, {
    change: 'set',
    turn,
    kind,
    thumbprint,
    expiresAt: expiresAt?.toISOString(),
  })
  return turn
}

/** The next secret takes the place of the current one, which is deleted. For Admins. @throws PortalError as setSecret */
export async function takeNextSecret(viewer: Viewer, of: OfConnector): Promise<void> {
  await change(viewer, of, async (trx, connector) => {
    await demand(trx, connector, 'next')
    await promoteSecret(trx, connector.id)
    await record(trx, viewer, connector, { change: 'promoted' })
  })
}

/** For Admins. @throws PortalError as setSecret */
export async function removeSecret(viewer: Viewer, of: OfConnector, turn: Turn): Promise<void> {
  await change(viewer, of, async (trx, connector) => {
    await demand(trx, connector, turn)
    await deleteSecret(trx, connector.id, turn)
    await record(trx, viewer, connector, { change: 'removed', turn })
  })
}

/** Where a connector leads elsewhere, or to another registration, what was kept for the one before is gone (TOK-9). */
export async function forgetWhenMoved(
  trx: Executor,
  actor: AuditEntry['actor'],
  now: Connector,
  next: Pick<Connector, 'origin' | 'security'>,
): Promise<void> {
  if (placeOf(now) === placeOf(next)) return
  const secrets = await deleteSecretsAndTokens(trx, now.id)
  if (principalOf(next.security)) await mendThroughConnector(trx, now.id)
  if (secrets > 0) await recordAs(trx, actor, now, { change: 'forgotten', secrets })
}

async function change<T>(
  viewer: Viewer,
  { slug, version }: OfConnector,
  work: (trx: Executor, connector: Connector) => Promise<T>,
): Promise<T> {
  await demandRole(viewer, 'Portal.Admin', { action: 'connector.secret', target: `connector:${slug}` })
  return inTransaction(async (trx) => {
    const connector = await lockConnector(trx, slug)
    if (!connector || placeOf(connector) === undefined) {
      throw new PortalError('not_found', `There is no connector "${slug}" with a registration of its own.`)
    }
    if (connector.version !== version) throw savedMeanwhile(connector)
    return work(trx, connector)
  }).finally(readEndingSecretsAgain)
}

async function has(trx: Executor, { id }: Connector, turn: Turn): Promise<boolean> {
  return (await selectSecretFacts(trx, id)).some((secret) => secret.turn === turn)
}

/** @throws PortalError conflict when somebody was quicker */
async function demand(trx: Executor, connector: Connector, turn: Turn): Promise<void> {
  if (!(await has(trx, connector, turn))) throw new PortalError('conflict', `There is no ${turn} secret.`)
}

type Details = Readonly<Record<string, unknown>>

function record(trx: Executor, viewer: Viewer, connector: Connector, details: Details): Promise<void> {
  return recordAs(trx, actorOf(viewer), connector, details)
}

async function recordAs(
  trx: Executor,
  actor: AuditEntry['actor'],
  { slug, version }: Connector,
  details: Details,
): Promise<void> {
  await insertAudit(trx, {
    actor,
    action: 'connector.secret',
    target: `connector:${slug}`,
    outcome: 'done',
    details: { version, ...details },
  })
}
