import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import type { Clock } from './clock.ts'
import { CONTROL_PREFIX, commonControl, refuseControl } from './control.ts'
import { type Fault, Faults, replacement } from './faults.ts'
import { type Answer, BodyTooLarge, type Call, json, type Route, readCall } from './http.ts'
import { RequestLog, type RequestRow } from './request-log.ts'
import { createRouter } from './router.ts'

export interface EmulatorOptions {
  name: string
  /** 0 takes any free port. */
  port: number
  clock: Clock
  routes: Route[]
  /** Control calls beyond the common ones; paths are relative to /__emulator. */
  control: Route[]
  /** Whose request this is, for the request log and for faults of one person; asked before the route runs. */
  identify(call: Call): { oid?: string; upn?: string }
  /** Back to seed. */
  reset(): void
  notFound(call: Call): Answer
  /** The last word on every answer of the service, e.g. headers that it always sends. */
  decorate?(answer: Answer, call: Call): Answer
  /** The service's own words for an unexpected failure. */
  serverError?(call: Call): Answer
}

export interface Emulator {
  url: string
  port: number
  close(): Promise<void>
}

const HOST = '127.0.0.1'

/** Listens on 127.0.0.1 only. @throws Error under NODE_ENV=production: emulators accept anyone as anybody */
export async function startEmulator(options: EmulatorOptions): Promise<Emulator> {
  if (process.env.NODE_ENV === 'production') {
    throw new Error(`The ${options.name} emulator does not run with NODE_ENV=production.`)
  }
  const stop = new AbortController()
  const serve = createHandler(options, stop.signal)
  const server = createServer((request, response) => {
    serve(request, response).catch((error: unknown) => {
      if (!stop.signal.aborted) console.error(`${options.name} emulator:`, error)
      response.destroy()
    })
  })
  await listen(server, options.port)
  const { port } = server.address() as AddressInfo
  return { url: `http://${HOST}:${port}`, port, close: () => close(server, stop) }
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, HOST, () => {
      server.off('error', reject)
      resolve()
    })
  })
}

/** Ends delays and idle keep-alive sockets too, so that closing never waits for a client. */
function close(server: Server, stop: AbortController): Promise<void> {
  stop.abort()
  return new Promise((resolve) => {
    server.close(() => resolve()) // its error says only that the server is closed already
    server.closeAllConnections()
  })
}

type Serve = (request: IncomingMessage, response: ServerResponse) => Promise<void>

function createHandler(options: EmulatorOptions, stopped: AbortSignal): Serve {
  const faults = new Faults()
  const log = new RequestLog()
  const common = commonControl({ clock: options.clock, faults, log, reset: () => options.reset() })
  const control = createRouter([...common, ...options.control])
  const service = createRouter(options.routes)

  const answerService = async (call: Call): Promise<Answer> => {
    const match = service(call.method, call.path)
    if (!match) return options.notFound(call)
    try {
      return await match.handle({ ...call, params: match.params })
    } catch (error) {
      console.error(`${options.name} emulator: ${call.method} ${call.path}`, error)
      return options.serverError?.(call) ?? json(500, { error: 'The emulator failed; its output says why.' })
    }
  }
  const decorate = (answer: Answer, call: Call) => dated(options.decorate?.(answer, call) ?? answer, options.clock)

  return async (request, response) => {
    const call = await readOrRefuse(request, response)
    if (!call) return
    if (call.path.startsWith(`${CONTROL_PREFIX}/`)) {
      send(response, refuseControl(call) ?? (await answerControl(control, call)))
      return
    }
    const identity = options.identify(call)
    const row = log.add(call, identity, options.clock.now())
    const fault = faults.take(call, identity)
    if (fault?.delayMs) await delay(fault.delayMs, undefined, { signal: stopped })
    if (fault?.drop === 'before') return drop(response, row)
    const replaced = fault && replacement(fault)
    const real = !replaced || runsHandler(fault) ? await answerService(call) : undefined
    const answer = decorate(replaced ?? real ?? options.notFound(call), call)
    if (fault?.hangMs) await delay(fault.hangMs, undefined, { signal: stopped })
    if (fault?.drop === 'after') return drop(response, row)
    if (fault?.drop === 'midBody') return dropInBody(response, row, answer)
    row.status = answer.status
    if (fault?.dripMs) return drip(response, answer, fault.dripMs)
    send(response, answer)
  }
}

/** By the emulator's own clock, which may be another one than the machine's. */
function dated(answer: Answer, clock: Clock): Answer {
  return { ...answer, headers: { date: new Date(clock.now()).toUTCString(), ...answer.headers } }
}

function runsHandler(fault: Fault): boolean {
  return fault.afterHandler || fault.drop === 'after' || fault.drop === 'midBody'
}

async function readOrRefuse(request: IncomingMessage, response: ServerResponse): Promise<Call | undefined> {
  try {
    return await readCall(request)
  } catch (error) {
    if (request.destroyed && !request.complete) return undefined // the client went away
    const status = error instanceof BodyTooLarge ? 413 : 400
    send(response, json(status, { error: 'The request cannot be read.' }, { connection: 'close' }))
    return undefined
  }
}

/** A mistake in a control call is the caller's: its words come back with a 400. */
async function answerControl(control: ReturnType<typeof createRouter>, call: Call): Promise<Answer> {
  const match = control(call.method, call.path.slice(CONTROL_PREFIX.length))
  if (!match) return json(404, { error: `No control call ${call.method} ${call.path}` })
  try {
    return await match.handle({ ...call, params: match.params })
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof TypeError)) throw error
    return json(400, { error: error.message })
  }
}

function send(response: ServerResponse, { status, headers = {}, body }: Answer): void {
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body ?? '') })
  response.end(body)
}

function drop(response: ServerResponse, row: RequestRow): void {
  row.status = 0
  response.destroy()
}

/** One byte at a time, for as long as somebody reads; a body without bytes drips blanks for ever. */
function drip(response: ServerResponse, { status, headers = {}, body }: Answer, everyMs: number): void {
  const bytes = Buffer.from(body ?? '')
  response.writeHead(status, { ...headers, ...(bytes.length > 0 && { 'content-length': bytes.length }) })
  let sent = 0
  const timer = setInterval(() => {
    response.write(bytes.length > 0 ? bytes.subarray(sent, sent + 1) : ' ')
    sent += 1
    if (sent === bytes.length) response.end()
  }, everyMs)
  response.once('close', () => clearInterval(timer))
}

/** The head promises the whole body; half of it arrives. */
function dropInBody(response: ServerResponse, row: RequestRow, { status, headers = {}, body }: Answer): void {
  row.status = 0
  const bytes = Buffer.from(body ?? '')
  response.writeHead(status, { ...headers, 'content-length': Math.max(bytes.length, 1) })
  response.flushHeaders()
  response.write(bytes.subarray(0, bytes.length >> 1), () => response.destroy())
}
