import 'server-only'
import { PortalError, STATUS_OF } from '@/lib/errors'
import { plainPage } from '@/lib/http/plain-page'
import { languageFor } from '@/lib/language/words'

export function tooManyRequests(waitMs: number): PortalError {
  const facts = { reason: 'requests', retryAfterMs: String(waitMs) }
  return new PortalError('too_many_requests', 'Too many requests of one person.', { facts })
}

/** As the header `Retry-After` has it. */
export function retryAfterSeconds(retryAfterMs: string): string {
  return String(Math.max(1, Math.ceil(Number(retryAfterMs) / 1_000)))
}

interface Asked {
  readonly accept: string | null
  readonly acceptLanguage: string | null
  /** What the answer's policy lets style its page. */
  readonly nonce: string
}

/** The answer to whoever asks too often: words for a person, JSON for a script. Nothing is rendered for it. */
export function tooOftenAnswer({ code, facts }: PortalError, { accept, acceptLanguage, nonce }: Asked) {
  const { code: language, words } = languageFor(acceptLanguage)
  const { title, next } = words.errors[code](facts)
  const links = [{ label: words.problem.reload, href: '' }]
  const isForPerson = accept?.includes('text/html') ?? false
  return {
    status: STATUS_OF[code],
    headers: {
      'Retry-After': retryAfterSeconds(facts.retryAfterMs ?? ''),
      'Content-Type': isForPerson ? 'text/html; charset=utf-8' : 'application/json',
    },
    body: isForPerson ? plainPage({ language, title, text: next, links, nonce }) : JSON.stringify({ code }),
  }
}
