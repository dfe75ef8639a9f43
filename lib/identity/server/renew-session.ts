import 'server-only'
import { query } from '@/lib/store/current'
import { replaceSessionKey } from '@/lib/store/sessions'
import { type AuthAnswer, type AuthCall, returnUrl, setCookie } from './auth-call'
import { cookieNames, sessionKeyIn, withOtherKey } from './session-cookie'
import { hashOfSessionKey, newSessionKey } from './session-key'

/**
 * Gives a session another key after its person's roles have changed (SES-3). Only an answer to the browser itself can do
 * that, so it happens with the first page that is loaded afterwards; the roles act before, from the moment they are known.
 * Where no key is due nothing changes, whoever sends the browser here.
 */
export async function renewSession({ cookies, query: asked }: AuthCall): Promise<AuthAnswer> {
  const location = returnUrl(asked.callbackUrl)
  const [from, to] = [await sessionKeyIn(cookies), newSessionKey()]
  const cookie = await withOtherKey(cookies, to)
  if (from === undefined || !cookie) return { location, setCookies: [] }
  const renewed = await query((db) => replaceSessionKey(db, hashOfSessionKey(from), hashOfSessionKey(to)))
  return { location, setCookies: renewed ? [setCookie(cookieNames().session, cookie.value, cookie.maxAgeS)] : [] }
}
