import 'server-only'
import { createServer, type IncomingMessage } from 'node:http'
import { config } from '@/lib/config'
import { errorCodeOf, STATUS_OF } from '@/lib/errors'
import { describeError, log } from '@/lib/log'
import { EXPOSITION_TYPE } from '@/lib/metrics/exposition'
import { collectMetrics } from '@/lib/metrics/server/collect-metrics'
import { demandMetricsToken } from '@/lib/metrics/server/demand-metrics-token'
import { isReady } from './is-ready'

const HEAD_MS = 5_000

interface Answer {
  readonly status: number
  readonly type: string
  readonly text: string
}

/**
 * The portal's health routes and its metrics for a worker, on a port of its own; nothing where none is set. No details in an
 * answer about health.
 */
export function serveWorkerHealth(): void {
  const { healthPort, hostname } = config()
  if (healthPort === undefined) return
  const server = createServer({ headersTimeout: HEAD_MS, requestTimeout: HEAD_MS }, async (request, response) => {
    const { status, type, text } = await answerTo(request)
    const challenge = status === STATUS_OF.sign_in_required ? { 'WWW-Authenticate': 'Bearer' } : {}
    response.writeHead(status, { 'Content-Type': type, 'Cache-Control': 'no-store', ...challenge })
    response.end(text)
  })
  server.once('error', (error) => {
    log('error', 'worker.health_failed', describeError(error))
    process.exit(1)
  })
  server.listen(healthPort, hostname, () => log('info', 'worker.health', { port: healthPort }))
  server.unref()
}

async function answerTo(request: IncomingMessage): Promise<Answer> {
  if (request.url === '/api/metrics') return answerMetrics(request)
  if (request.url === '/api/health/live') return json(200, { status: 'ok' })
  if (request.url !== '/api/health/ready') return json(404, { code: 'not_found' })
  const ready = await isReady()
  return json(ready ? 200 : 503, { status: ready ? 'ready' : 'not ready' })
}

/** As the portal's own route answers. */
async function answerMetrics({ headers, socket }: IncomingMessage): Promise<Answer> {
  const facts = { id: crypto.randomUUID(), address: socket.remoteAddress, agent: undefined }
  try {
    await demandMetricsToken(headers.authorization ?? null, facts)
    return { status: 200, type: EXPOSITION_TYPE, text: await collectMetrics() }
  } catch (thrown) {
    const code = errorCodeOf(thrown)
    if (!code) log('error', 'worker.metrics_failed', describeError(thrown))
    return json(code ? STATUS_OF[code] : 500, { code: code ?? 'internal_error' })
  }
}

function json(status: number, body: object): Answer {
  return { status, type: 'application/json', text: JSON.stringify(body) }
}
