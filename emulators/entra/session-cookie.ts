import type { Call } from '../kit/http.ts'

/** Cookies ignore ports: the prefix keeps it apart from any other program's on this host. */
const NAME = 'entra_emulator_session'

export function readSession(call: Call): string | undefined {
  return new RegExp(`(?:^|; )${NAME}=([\\w-]{43})(?:;|$)`).exec(call.headers.cookie ?? '')?.[1]
}

export function sessionCookie(id: string): string {
  return `${NAME}=${id}; Path=/; HttpOnly; SameSite=Lax`
}
