import 'server-only'
import { describeError, log } from '@/lib/log'
import { sweepTokens } from './forget-tokens'
import { readRolesAgain } from './read-roles'

let underWay: Promise<void> | undefined

/** What time does to sessions, tokens and roles. Any number of processes may do it; one round at a time in each. */
export function keepIdentity(): Promise<void> {
  underWay ??= round().finally(() => {
    underWay = undefined
  })
  return underWay
}

async function round(): Promise<void> {
  const gone = await sweepTokens().catch(failed)
  if (gone) log('info', 'tokens.swept', { people: gone })
  await readRolesAgain().catch(failed)
}

function failed(thrown: unknown): void {
  log('error', 'identity.upkeep_failed', describeError(thrown))
}
