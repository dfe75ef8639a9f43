import 'server-only'
import { isPlainText } from '@/lib/flows/plain-values'
import type { ConnectorWords } from '@/lib/language/words'
import { type Issue, type Parsed, parsed, refused } from '@/lib/result'
import { checkAccountId, checkAppScopes } from './check-security'

const MOST_NAME = 80

/** As typed of a custom app that is to be made. */
export interface AppTexts {
  readonly accountId: string
  readonly name: string
  readonly scopes: string
  /** Whether it has a secret. */
  readonly confidential: boolean
  /** That the one that is there already may be used was read and agreed to. */
  readonly take: boolean
}

export interface WantedApp {
  readonly accountId: string
  readonly name: string
  readonly scopes: readonly string[]
  readonly confidential: boolean
}

/** What could be made at all; nothing is called for anything else. */
export function checkApp(typed: AppTexts, words: ConnectorWords): Parsed<WantedApp> {
  const accountId = checkAccountId(typed.accountId, words)
  const scopes = checkAppScopes(typed.scopes, words)
  const name = typed.name.trim()
  const issues: Issue[] = []
  if (name === '') issues.push({ field: 'name', message: words.issues.needed })
  if (name.length > MOST_NAME || !isPlainText(name)) issues.push({ field: 'name', message: words.issues.name })
  if (!accountId.ok || !scopes.ok || issues.length > 0) {
    return refused([...[accountId, scopes].flatMap((part) => (part.ok ? [] : part.issues)), ...issues])
  }
  return parsed({ accountId: accountId.value, name, scopes: scopes.value, confidential: typed.confidential })
}
