import 'server-only'
import type { IncomingHttpHeaders } from 'node:http'
import { request } from 'undici'
import { type Answer, type Look, silenceOf } from '@/lib/doctor/look'

const DEADLINE_MS = 10_000
/** Entra's sign-in page is some 100 KB. */
const MOST_TEXT = 500_000

/** One GET, for the doctor alone: nothing goes along, nothing is followed, and no answer is an error. */
export async function lookAt(url: string): Promise<Look> {
  const began = Date.now()
  try {
    const answer = await request(url, { signal: AbortSignal.timeout(DEADLINE_MS), headers: { accept: '*/*' } })
    const ended = Date.now()
    return answerOf(answer.statusCode, answer.headers, await answer.body.text(), (began + ended) / 2)
  } catch (thrown) {
    return { silence: silenceOf(thrown) }
  }
}

/** `at`: our clock, in the middle between question and answer. */
export function answerOf(status: number, headers: IncomingHttpHeaders, text: string, at: number): Answer {
  const header = (name: string) => (headers[name] === undefined ? undefined : String(headers[name]))
  const date = Date.parse(header('date') ?? '')
  return {
    status,
    location: header('location'),
    date: Number.isNaN(date) ? undefined : date,
    wwwAuthenticate: header('www-authenticate'),
    text: text.slice(0, MOST_TEXT),
    at,
  }
}
