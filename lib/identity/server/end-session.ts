import 'server-only'
import { config } from '@/lib/config'
import { type AuthAnswer, type AuthCall, expired } from './auth-call'
import { cookieNames, sessionKeyIn } from './session-cookie'
import { microsoftSignOutUrl, signOut } from './sign-out'

/** Ends the session here and, if asked for, the Microsoft session of this browser. */
export async function endSession({ cookies, body, request }: AuthCall): Promise<AuthAnswer> {
  const key = await sessionKeyIn(cookies)
  const ended = key === undefined ? undefined : await signOut(key, request)
  const names = cookieNames()
  // next-auth reads every cookie whose name begins so, and so would a part of an old one live on.
  const ours = Object.keys(cookies).filter((name) => name.startsWith(names.session))
  const here = `${config().origin}/sign-in?signedOut=${ended?.following ? 'following' : '1'}`
  return {
    location: body.microsoft === 'yes' ? microsoftSignOutUrl(ended?.loginHint) : here,
    setCookies: [...new Set([...ours, names.session, names.callbackUrl])].map(expired),
    forgetPages: true,
  }
}
