import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { startDatabricksEmulator } from '@/emulators/databricks/server'
import { Clock } from '@/emulators/kit/clock'
import { controlDatabricks } from '@/tests/support/emulator-control'

export const TENANT = '8f6d3c1a-2b7e-4d95-a0c4-5e9b7f213d60'
const RESOURCE = '2ff814a6-3304-4ab8-85cb-cd0e6f879c1d'

export const SALES = 410000000000001
export const CLOSE = 410000000000002
export const INVOICES = 410000000000003
export const FORECAST = 410000000000004
export const PRICES = 410000000000005
export const PING = 410000000000006

/** The fields that tests read from answers; the rest they compare whole. */
export interface Body {
  run_id: number
  repair_id: number
  message: string
  next_page_token?: string
  prev_page_token?: string
  jobs?: { job_id: number; settings: { name: string } }[]
  runs?: { run_id: number; tasks?: unknown[] }[]
  tasks: { run_id: number; task_key: string; attempt_number: number }[]
  iterations: { run_id: number }[]
  settings: { tasks?: unknown[] }
  notebook_output: { result: string }
  views: { name: string; type: string; content: string }[]
  details: { request_id: string }[]
  start_time: number
}

export interface Reply {
  status: number
  headers: Headers
  text: string
  body: Body
}

/** An emulator of its own for a test file, and the calls that tests make of it. */
export async function startWorkspace(options: { authorityHost?: string; stateFile?: string } = {}) {
  const clock = new Clock()
  const emulator = await startDatabricksEmulator({
    port: 0,
    clock,
    authorityHost: options.authorityHost ?? 'http://127.0.0.1:9',
    ...(options.stateFile && { stateFile: options.stateFile }),
  })
  const control = controlDatabricks(emulator.url)
  const call = (method: string, path: string, body?: unknown, token = 'dapi-demo-user') =>
    send(`${emulator.url}${path}`, method, body, { authorization: `Bearer ${token}` })
  const get = (path: string, token?: string) => call('GET', `/api/2.2/jobs/${path}`, undefined, token)
  const post = (path: string, body: unknown, token?: string) => call('POST', `/api/2.2/jobs/${path}`, body, token)
  return {
    url: emulator.url,
    accountUrl: emulator.account.url,
    close: emulator.close,
    clock,
    control,
    call,
    get,
    post,
    mode: (modes: object) => send(`${emulator.url}/__emulator/mode`, 'POST', modes),
    /** Starts a run and answers with its id. */
    run: async (job_id: number, rest: object = {}): Promise<number> => {
      const { status, body, text } = await post('run-now', { job_id, ...rest })
      if (status !== 200) throw new Error(`run-now answered ${status}: ${text}`)
      return body.run_id
    },
    readRun: async (runId: number, query = ''): Promise<Body> => (await get(`runs/get?run_id=${runId}${query}`)).body,
  }
}

export type TestWorkspace = Awaited<ReturnType<typeof startWorkspace>>

/** Text bodies go as they are; redirects are not followed. */
export async function send(url: string, method: string, body?: unknown, headers: Record<string, string> = {}) {
  const response = await fetch(url, {
    method,
    redirect: 'manual',
    headers: { ...headers, ...(body !== undefined && { 'content-type': 'application/json' }) },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  const text = await response.text()
  const isJson = response.headers.get('content-type')?.includes('json') === true
  return {
    status: response.status,
    headers: response.headers,
    text,
    body: isJson ? JSON.parse(text) : undefined,
  } as Reply
}

/** A key server in Entra ID's place, and tokens that it stands for. */
export async function startIssuer() {
  let keys = [newKey('key-1')]
  let reads = 0
  const server = createServer((_request, response) => {
    reads += 1
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end(JSON.stringify({ keys: keys.map(({ jwk }) => jwk) }))
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    reads: () => reads,
    rollOver: () => {
      keys = [newKey(`key-${reads + 2}`)]
    },
    token: (claims: object = {}, now = Date.now()) => {
      const [key] = keys
      if (!key) throw new Error('the issuer has no key')
      return signToken(key, { ...claimsOf('user', 1, now), ...claims })
    },
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

export function claimsOf(name: string, number: number, now = Date.now()) {
  const seconds = Math.floor(now / 1000)
  return {
    aud: RESOURCE,
    iss: `https://sts.windows.net/${TENANT}/`,
    iat: seconds,
    exp: seconds + 3600,
    oid: `00000000-0000-4000-8000-00000000000${number}`,
    upn: `${name}@contoso.example`,
    scp: 'user_impersonation',
    tid: TENANT,
    ver: '1.0',
  }
}

interface Key {
  kid: string
  privateKey: KeyObject
  jwk: object
}

export function newKey(kid: string): Key {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  return { kid, privateKey, jwk: { ...publicKey.export({ format: 'jwk' }), kid, use: 'sig', alg: 'RS256' } }
}

export function signToken({ kid, privateKey }: Pick<Key, 'kid' | 'privateKey'>, claims: object): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const text = `${part({ alg: 'RS256', typ: 'JWT', kid })}.${part(claims)}`
  return `${text}.${sign('RSA-SHA256', Buffer.from(text), privateKey).toString('base64url')}`
}
