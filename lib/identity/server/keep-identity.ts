import 'server-only'
import { logEndingSecrets } from '@/lib/connectors/server/ending-secrets'
import { describeError, log } from '@/lib/log'
import { logCredentialNotices } from './credential-notices'
import { sweepTokens } from './forget-tokens'
import { readRolesAgain } from './read-roles'

const DAY_MS = 24 * 60 * 60_000

let noticesDueAt = Date.now() + DAY_MS // the start has said it
let underWay: Promise<void> | undefined

/** What time does to sessions, tokens and roles. Any number of processes may do it; one round at a time in each. */
export function keepIdentity(): Promise<void> {
  underWay ??= round().finally(() => {
    underWay = undefined
  })
  return underWay
}

async function round(): Promise<void> {
  if (Date.now() >= noticesDueAt) {
    noticesDueAt += DAY_MS
    logCredentialNotices()
    await logEndingSecrets().catch(failed)
  }
  const gone = await sweepTokens().catch(failed)
  if (gone) log('info', 'tokens.swept', { people: gone })
  await readRolesAgain().catch(failed)
}

function failed(thrown: unknown): void {
  log('error', 'identity.upkeep_failed', describeError(thrown))
}
