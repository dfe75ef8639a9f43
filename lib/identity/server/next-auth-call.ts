import 'server-only'
import NextAuth, { type AuthOptions } from 'next-auth'

/** One call to next-auth, already cleaned: nothing of the browser's request reaches it but what stands here. */
export interface NextAuthCall {
  readonly method: 'GET' | 'POST'
  /** The path below /api/auth. */
  readonly action: readonly string[]
  readonly query: Readonly<Record<string, string>>
  readonly cookies: Readonly<Record<string, string>>
  readonly body: Readonly<Record<string, string>>
}

export interface NextAuthAnswer {
  readonly status: number
  readonly location: string | undefined
  readonly setCookies: readonly string[]
  readonly body: unknown
}

/**
 * Calls next-auth through its handler for pages-router routes. The one for the app router reads cookies and headers from
 * Next itself, so neither a bad cookie nor a forwarded header could be kept from it.
 */
export async function callNextAuth(call: NextAuthCall, options: AuthOptions): Promise<NextAuthAnswer> {
  const headers = new Map<string, unknown>()
  let status = 200
  let body: unknown
  const response = {
    status(code: number) {
      status = code
      return response
    },
    setHeader(name: string, value: unknown) {
      headers.set(name.toLowerCase(), value)
      return response
    },
    getHeader: (name: string) => headers.get(name.toLowerCase()),
    end() {
      return response
    },
    json(value: unknown) {
      body = value
    },
    send(value: unknown) {
      body = value
    },
  }
  const request = {
    method: call.method,
    query: { ...call.query, nextauth: [...call.action] },
    cookies: { ...call.cookies },
    headers: {},
    body: { ...call.body },
  }
  type ApiCall = (req: typeof request, res: typeof response, options: AuthOptions) => Promise<void>
  await (NextAuth as unknown as ApiCall)(request, response, options)
  const location = headers.get('location')
  const setCookies = headers.get('set-cookie')
  return {
    status,
    location: typeof location === 'string' ? location : undefined,
    setCookies: Array.isArray(setCookies) ? setCookies.map(String) : [],
    body,
  }
}
