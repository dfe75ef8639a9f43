import 'server-only'
import { type AuditEntry, actorOf } from '@/lib/audit/audit-entry'
import { connectionCallback } from '@/lib/connections/server/start-connecting'
import type { Connector } from '@/lib/connectors/connector'
import type { DatabricksSecurity } from '@/lib/connectors/security'
import {
  type Account,
  type CustomApp,
  createCustomApp,
  listCustomApps,
  type MadeCustomApp,
  type NewApp,
} from '@/lib/databricks/account-apps'
import { PortalError } from '@/lib/errors'
import { demandRole } from '@/lib/identity/server/viewer'
import type { Viewer } from '@/lib/identity/viewer'
import type { ConnectorWords } from '@/lib/language/words'
import { describeError, log } from '@/lib/log'
import { type Parsed, parsed, refused } from '@/lib/result'
import { insertAudit } from '@/lib/store/audit'
import { lockConnector } from '@/lib/store/connectors'
import { inTransaction, query } from '@/lib/store/current'
import { atAccount, openAccount } from './at-account'
import { type AppTexts, checkApp, type WantedApp } from './check-app'
import { keepSecret } from './connector-secrets'
import { readEndingSecretsAgain } from './ending-secrets'
import { getConnector } from './get-connector'
import { type Save, saveWithin } from './save-connector'
import { runsAsOther } from './save-security'
import { savedMeanwhile } from './saved-meanwhile'

/** The app that the connector signs people in with from now on. */
export interface AppOfConnector {
  readonly clientId: string
  /** Told this once, as Databricks itself does; the connector keeps it sealed. None of a public app, and of one that was there. */
  readonly secret: string | undefined
  /** It was there before. */
  readonly isTaken: boolean
  readonly isConfidential: boolean
}

/**
 * Makes a custom OAuth app in the account of a connector's workspace, as the viewer, and gives it to the connector: its id, and
 * its secret sealed. What is there already is told first, so that a lost answer makes no second app unseen. For Admins,
 * who have to be admins of the account as well.
 * @throws PortalError not_permitted, not_found, conflict as saveConnector, and what is wrong with the viewer's sign-in
 */
export async function makeApp(
  viewer: Viewer,
  save: Save,
  typed: AppTexts,
  words: ConnectorWords,
): Promise<Parsed<AppOfConnector>> {
  await demandRole(viewer, 'Portal.Admin', { action: 'connector.app', target: `connector:${save.slug}` })
  const connector = await getConnector(viewer, save.slug, 'Portal.Admin')
  if (connector.version !== save.version) throw savedMeanwhile(connector)
  const wanted = checkApp(typed, words)
  if (!wanted.ok) return wanted
  const runs = await query((db) => runsAsOther(db, connector, securityOf(wanted.value, '')))
  if (runs > 0) return refused([{ field: '', message: words.issues.runsUnderWay(runs) }])
  const there = await atAccount({ text: words, so: words.nothingMade }, async () => {
    const account = await openAccount(viewer, { origin: connector.origin, accountId: wanted.value.accountId })
    return { account, apps: (await listCustomApps(account)).filter((app) => isSame(app, wanted.value)) }
  })
  if (!there.ok) return there
  const { account, apps } = there.value
  const [found] = apps
  if (!found) return makeAndKeep(viewer, save, { connector, account, wanted: wanted.value }, words)
  if (apps.length > 1) return refused([{ field: 'name', message: words.issues.manyApps(apps.map(idOf).join(', ')) }])
  if (!typed.take) return refused([{ field: 'take', message: foundText(found, words) }])
  return keep(viewer, save, { wanted: wanted.value, app: takenOf(found) }, words)
}

const isSame = (app: CustomApp, { name }: WantedApp): boolean =>
  app.name === name && app.redirectUrls.includes(connectionCallback())

const idOf = ({ clientId }: CustomApp): string => clientId

function foundText({ clientId, creatorUsername, confidential }: CustomApp, { issues }: ConnectorWords): string {
  return issues.foundApp({ clientId, by: creatorUsername, hasSecret: confidential === true })
}

type KeptApp = Omit<MadeCustomApp, 'integrationId'> & Pick<AppOfConnector, 'isTaken' | 'isConfidential'>

function takenOf({ clientId, confidential }: CustomApp): KeptApp {
  const isConfidential = confidential === true
  return { clientId, secret: undefined, secretExpiresAt: undefined, isTaken: true, isConfidential }
}

interface Making {
  readonly connector: Connector
  readonly account: Account
  readonly wanted: WantedApp
}

async function makeAndKeep(
  viewer: Viewer,
  save: Save,
  { connector, account, wanted }: Making,
  words: ConnectorWords,
): Promise<Parsed<AppOfConnector>> {
  const { accountId, ...asked } = wanted
  const app: NewApp = { ...asked, redirectUrls: [connectionCallback()] }
  // Before the call: what cannot be on record is not made (AUD-4).
  await record(viewer, connector, { outcome: 'done', details: { change: 'asked', accountId, ...asked } })
  const made = await atAccount({ text: words, so: words.nothingMade, makes: true }, () =>
    createCustomApp(account, app),
  )
  if (!made.ok) {
    await record(viewer, connector, { outcome: 'failed', reason: 'not_made', details: { accountId } })
    return made
  }
  const taken = { ...made.value, isTaken: false, isConfidential: made.value.secret !== undefined }
  const kept = await keep(viewer, save, { wanted, app: taken }, words).catch(notKept)
  if (kept?.ok) return kept
  const { clientId, integrationId } = made.value
  await record(viewer, connector, { outcome: 'failed', reason: 'not_kept', details: { clientId, integrationId } })
  return refused([{ field: '', message: words.issues.appNotKept(clientId) }])
}

/** There is an app now, whatever went wrong here: that has to be told. */
function notKept(thrown: unknown): undefined {
  log('error', 'connector.app_not_kept', describeError(thrown))
}

async function keep(
  viewer: Viewer,
  save: Save,
  { wanted, app }: { readonly wanted: WantedApp; readonly app: KeptApp },
  words: ConnectorWords,
): Promise<Parsed<AppOfConnector>> {
  const { clientId, secret, secretExpiresAt: expiresAt, isTaken, isConfidential } = app
  return inTransaction(async (trx) => {
    const saved = await saveWithin(trx, viewer, save, async (now) => {
      const runs = await runsAsOther(trx, now, securityOf(wanted, clientId))
      if (runs > 0) return refused([{ field: '', message: words.issues.runsUnderWay(runs) }])
      return parsed({ security: securityOf(wanted, clientId) })
    })
    if (!saved.ok) return saved
    const connector = await lockConnector(trx, save.slug)
    if (!connector) throw new PortalError('not_found', 'The connector is gone.')
    if (secret) {
      await keepSecret(trx, viewer, connector, { kind: 'secret', text: secret, thumbprint: undefined, expiresAt })
    }
    const details = { change: isTaken ? 'taken' : 'made', clientId, isConfidential, accountId: wanted.accountId }
    await insertAudit(trx, rowOf(viewer, connector, { outcome: 'done', details }))
    return parsed({ clientId, secret, isTaken, isConfidential })
  }).finally(readEndingSecretsAgain)
}

function securityOf({ accountId, scopes }: WantedApp, clientId: string): DatabricksSecurity {
  return { kind: 'databricks', clientId, scopes: scopes.join(' '), accountId }
}

type Said = Pick<AuditEntry, 'outcome' | 'reason' | 'details'>

async function record(viewer: Viewer, connector: Connector, said: Said): Promise<void> {
  await query((db) => insertAudit(db, rowOf(viewer, connector, said)))
}

function rowOf(viewer: Viewer, { slug }: Connector, said: Said): AuditEntry {
  return { actor: actorOf(viewer), action: 'connector.app', target: `connector:${slug}`, ...said }
}
