import { randomBytes } from 'node:crypto'
import { expect, it } from 'vitest'
import { portalOfTest } from './portal-of-test'

const TOKEN = randomBytes(32).toString('base64')

const portal = portalOfTest(() => ({ env: { LAKEPORT_METRICS_TOKEN: TOKEN } }))

const ask = (authorization?: string) =>
  fetch(`${portal().stack.portalUrl}/api/metrics`, { headers: authorization ? { authorization } : {} })

it('whoever brings the token is told how the portal is, in the format of Prometheus, kept by no cache', async () => {
  const answer = await ask(`Bearer ${TOKEN}`)
  expect(answer.status).toBe(200)
  expect(answer.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8')
  expect(answer.headers.get('cache-control')).toContain('no-store')
  const text = await answer.text()
  for (const line of [
    /^lakeport_build_info\{version="[\d.]+",build="[0-9a-f]{16}",node="v\d+[^"]*",role="all"\} 1$/m,
    /^lakeport_active_runs\{state="running"\} 0$/m,
    /^lakeport_presses_waiting 0$/m,
    /^lakeport_live_sessions 0$/m,
    /^lakeport_uptime_seconds \d/m,
    /^process_resident_memory_bytes [1-9]\d{7,}$/m,
    /^nodejs_eventloop_lag_max_seconds \d/m,
  ]) {
    expect(text).toMatch(line)
  }
  expect(text).not.toContain(TOKEN)
})

it('a session is no token, nor is anything but the token itself', async () => {
  const admin = portal().open()
  await admin.signIn('admin@contoso.example')
  expect((await admin.get('/api/metrics')).status).toBe(401)
  const wrong = [undefined, 'Bearer', `Bearer ${TOKEN.slice(0, -1)}`, `Bearer ${TOKEN}x`, `Basic ${TOKEN}`, TOKEN]
  for (const authorization of wrong) {
    const answer = await ask(authorization)
    expect([authorization, answer.status]).toEqual([authorization, 401])
    expect(answer.headers.get('www-authenticate')).toBe('Bearer')
    expect(await answer.json()).toEqual({ code: 'sign_in_required' })
  }
})

it('wrong tokens are few a minute from one address, and the right one is taken all the same (REL-6)', async () => {
  let last: Response | undefined
  for (let n = 0; n < 130 && last?.status !== 429; n += 1) last = await ask(`Bearer wrong-${n}`)
  expect(last?.status).toBe(429)
  expect(Number(last?.headers.get('retry-after'))).toBeGreaterThanOrEqual(1)
  expect((await ask(`Bearer ${TOKEN}`)).status).toBe(200)
})
