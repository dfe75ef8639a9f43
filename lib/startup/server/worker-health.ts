import 'server-only'
import { createServer } from 'node:http'
import { config } from '@/lib/config'
import { describeError, log } from '@/lib/log'
import { isReady } from './is-ready'

const HEAD_MS = 5_000

/** The portal's two health routes for a worker, on a port of its own; nothing where none is set. No details in an answer. */
export function serveWorkerHealth(): void {
  const { healthPort, hostname } = config()
  if (healthPort === undefined) return
  const server = createServer({ headersTimeout: HEAD_MS, requestTimeout: HEAD_MS }, async (request, response) => {
    const { status, body } = await answerTo(request.url ?? '')
    response.writeHead(status, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' })
    response.end(JSON.stringify(body))
  })
  server.once('error', (error) => {
    log('error', 'worker.health_failed', describeError(error))
    process.exit(1)
  })
  server.listen(healthPort, hostname, () => log('info', 'worker.health', { port: healthPort }))
  server.unref()
}

async function answerTo(path: string): Promise<{ status: number; body: object }> {
  if (path === '/api/health/live') return { status: 200, body: { status: 'ok' } }
  if (path !== '/api/health/ready') return { status: 404, body: { code: 'not_found' } }
  const ready = await isReady()
  return { status: ready ? 200 : 503, body: { status: ready ? 'ready' : 'not ready' } }
}
