import { createServer, type IncomingMessage } from 'node:http'
import { Pool } from 'undici'

// The least that a server between a browser and run-now can do: read the press, call, answer. A process of its own, as
// the portal is. Its arguments: the workspace's URL, a token, the job, the port.
const [workspace = '', token = '', jobId = '', port = '0'] = process.argv.slice(2)
const pool = new Pool(workspace)

async function runNow(idempotencyToken: string): Promise<string> {
  const { statusCode, body } = await pool.request({
    method: 'POST',
    path: '/api/2.2/jobs/run-now',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: `{"job_id":${jobId},"idempotency_token":"${idempotencyToken}"}`,
  })
  const text = await body.text()
  if (statusCode !== 200) throw new Error(`run-now answered ${statusCode}: ${text}`)
  return text
}

async function readBody(request: IncomingMessage): Promise<void> {
  for await (const _chunk of request);
}

createServer((request, response) => {
  if (request.method !== 'POST') return response.end()
  readBody(request)
    .then(() => runNow(crypto.randomUUID()))
    .then(
      () => response.writeHead(303, { location: '/' }).end(),
      (error: Error) => response.writeHead(502).end(error.message),
    )
}).listen(Number(port), '127.0.0.1')
