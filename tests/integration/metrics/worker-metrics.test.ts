import { randomUUID } from 'node:crypto'
import { beforeAll, expect, it } from 'vitest'
import { newSecrets, portalSettings } from '@/emulators/portal-settings.mjs'
import { serveWorkerHealth } from '@/lib/startup/server/worker-health'
import { freePorts } from '@/tests/support/free-ports'
import { describeOnBothStores, useAsCurrent } from '@/tests/support/stores'
import { until } from '@/tests/support/until'

const TOKEN = randomUUID()
let address = ''

beforeAll(async () => {
  const [port = 0] = await freePorts(1)
  Object.assign(process.env, portalSettings({ portal: 3000, entra: 1, databricks: 2 }), newSecrets(), {
    LAKEPORT_HEALTH_PORT: String(port),
    LAKEPORT_METRICS_TOKEN: TOKEN,
    HOSTNAME: '127.0.0.1',
  })
  address = `http://127.0.0.1:${port}`
  serveWorkerHealth()
  await until(
    () =>
      fetch(`${address}/api/health/live`).then(
        ({ ok }) => ok,
        () => false,
      ),
    (ok) => ok,
  )
})

describeOnBothStores('the port of a worker', (open) => {
  beforeAll(async () => useAsCurrent(await open()))

  it('answers metrics to whoever brings the token, and to nobody else', async () => {
    const ask = (authorization?: string) =>
      fetch(`${address}/api/metrics`, { headers: authorization ? { authorization } : {} })
    for (const wrong of [undefined, `Bearer ${TOKEN}x`]) {
      const refused = await ask(wrong)
      expect(refused.status).toBe(401)
      expect(refused.headers.get('www-authenticate')).toBe('Bearer')
    }
    const answer = await ask(`Bearer ${TOKEN}`)
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-type')).toContain('version=0.0.4')
    expect(await answer.text()).toMatch(/^lakeport_active_runs\{state="requested"\} 0$/m)
  })

  it('says nothing else of itself (REL-9)', async () => {
    expect((await fetch(`${address}/api/metrics/x`)).status).toBe(404)
    expect(await (await fetch(`${address}/api/health/live`)).json()).toEqual({ status: 'ok' })
  })
})
