import 'server-only'
import { config } from '@/lib/config'
import { type AuthAnswer, type AuthCall, expired } from './auth-call'
import { cookieNames, sessionKeyIn } from './session-cookie'
import { microsoftSignOutUrl, signOut } from './sign-out'

/** Ends the session here and, if asked for, the Microsoft session of this browser. */
export async function endSession({ cookies, body, request }: AuthCall): Promise<AuthAnswer> {
  const key = await sessionKeyIn(cookies)
  if (key) await signOut(key, request)
  const names = cookieNames()
  // next-auth reads every cookie whose name begins so, and so would a part of an old one live on.
  const ours = Object.keys(cookies).filter((name) => name.startsWith(names.session))
  return {
    location: body.microsoft === 'yes' ? microsoftSignOutUrl() : `${config().origin}/sign-in?signedOut=1`,
    setCookies: [...new Set([...ours, names.session, names.callbackUrl])].map(expired),
  }
}
