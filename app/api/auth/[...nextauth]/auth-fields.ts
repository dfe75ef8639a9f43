import 'server-only'
import { z } from 'zod'

/** What may stand in the query and in the form of an address of /api/auth, as texts. */
export type AuthFields = z.ZodType<Readonly<Record<string, string | undefined>>>

const text = z.string().optional()

export const NO_FIELDS: AuthFields = z.strictObject({})

/** Where to go afterwards, and what is passed on to Microsoft. A sign-in takes them from its form or its query. */
export const SIGN_IN: AuthFields = z.strictObject({
  callbackUrl: text,
  login_hint: text,
  domain_hint: text,
  prompt: text,
  claims: text,
})

export const SIGN_OUT: AuthFields = z.strictObject({ microsoft: z.literal('yes').optional() })

export const RENEWAL: AuthFields = z.strictObject({ callbackUrl: text })

/**
 * What Entra ID sends a browser back with. Others are left out and not refused: Entra ID may send more some day, which a
 * client has to bear (RFC 6749, 4.1.2), or nobody could sign in. One that is named here comes once (RFC 6749, 3.1).
 */
export const FROM_ENTRA: AuthFields = z.object({
  code: text,
  state: text,
  session_state: text,
  error: text,
  error_description: text,
})

/** Which session ended at Microsoft. Others are left out too: what must not fail is the end of a session. */
export const ENDED_AT_MICROSOFT = z.object({ sid: z.string().min(1), iss: text })
