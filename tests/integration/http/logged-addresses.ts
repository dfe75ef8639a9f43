import { Client } from 'pg'
import { until } from '../../support/until'
import { locationOf } from './plain-browser'
import type { PortalOfTest } from './portal-of-test'

/** Signs in with these headers on the way back, and answers the address that the sign-in log keeps of it. */
export async function loggedAddress(
  { stack, open }: PortalOfTest,
  headers: Record<string, string>,
): Promise<string | null> {
  const browser = open()
  const start = await browser.startSignIn({ login_hint: 'user@contoso.example' })
  const back = locationOf(await fetch(locationOf(start), { redirect: 'manual' }))
  const began = new Date()
  await browser.get(`${back.pathname}${back.search}`, headers)
  const client = new Client({ connectionString: stack.env.DATABASE_URL })
  await client.connect()
  try {
    const rows = await until(
      async () => (await client.query(LATEST, [began])).rows as { ip_address: string | null }[],
      ({ length }) => length > 0,
    )
    return rows[0]?.ip_address ?? null
  } finally {
    await client.end()
  }
}

const LATEST = `
  select ip_address
    from sign_ins
   where kind = 'sign-in' and error_code = '0' and created_at >= $1
   order by created_at desc limit 1`
