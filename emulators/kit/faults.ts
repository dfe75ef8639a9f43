import { type Answer, type Call, json } from './http.ts'

type Drop = 'before' | 'after' | 'midBody'

/** What a test asked to go wrong. `times` 0: until cleared. */
export interface Fault {
  id: number
  match: string
  user?: string
  offset: number
  times: number
  status?: number
  headers?: Record<string, string>
  body?: unknown
  /** The body, where it is no text: a gzip, say. */
  bodyBase64?: string
  delayMs: number
  hangMs: number
  /** The answer's body comes byte by byte, one every so often. */
  dripMs?: number
  afterHandler: boolean
  drop?: Drop
}

interface Armed {
  fault: Fault
  seen: number
  used: number
}

export interface Identity {
  oid?: string
  upn?: string
}

/** The faults that wait for their requests, in the order in which they were asked for. */
export class Faults {
  #armed: Armed[] = []
  #lastId = 0

  /** @throws TypeError when the description is not one */
  add(description: unknown): Fault {
    const fault = { ...parseFault(description), id: ++this.#lastId }
    this.#armed.push({ fault, seen: 0, used: 0 })
    return fault
  }

  list(): Fault[] {
    return this.#armed.map(({ fault }) => fault)
  }

  clear(): void {
    this.#armed = []
  }

  /** The first fault for this request, spent once by it. Faults behind it neither fire nor count their offset. */
  take(call: Call, identity: Identity): Fault | undefined {
    for (const armed of this.#armed) {
      if (!matches(armed.fault, call, identity)) continue
      armed.seen += 1
      if (armed.seen <= armed.fault.offset) continue
      armed.used += 1
      if (armed.used === armed.fault.times) this.#armed = this.#armed.filter((other) => other !== armed)
      return armed.fault
    }
    return undefined
  }
}

function matches(fault: Fault, call: Call, identity: Identity): boolean {
  const line = `${call.method} ${call.path}`
  const prefix = fault.match.endsWith('*') ? fault.match.slice(0, -1) : undefined
  if (prefix === undefined ? line !== fault.match : !line.startsWith(prefix)) return false
  const user = fault.user?.toLowerCase()
  return user === undefined || user === identity.upn?.toLowerCase() || user === identity.oid?.toLowerCase()
}

/** What is sent in place of the real answer; undefined for a fault that only delays or drops. */
export function replacement(fault: Fault): Answer | undefined {
  const { status = 500, headers = {}, body } = fault
  const nothing = [fault.status, fault.headers, fault.body, fault.bodyBase64].every((part) => part === undefined)
  if (nothing && (fault.drop || !fault.afterHandler)) return undefined
  if (fault.bodyBase64 !== undefined) return { status, headers, body: Buffer.from(fault.bodyBase64, 'base64') }
  if (body === undefined) return { status, headers }
  if (typeof body !== 'string') return json(status, body, headers)
  return { status, headers: { 'content-type': 'text/plain; charset=utf-8', ...headers }, body }
}

function parseFault(description: unknown): Omit<Fault, 'id'> {
  const input = asRecord(description)
  const { match, user, status, headers, body, bodyBase64, drop } = input
  if (typeof match !== 'string' || !/^[A-Z]+ \/\S*$/.test(match)) throw new TypeError('match is "METHOD /path"')
  if (user !== undefined && typeof user !== 'string') throw new TypeError('user is a upn or an oid')
  if (drop !== undefined && !isDrop(drop)) throw new TypeError('drop is "before", "after" or "midBody"')
  if (status !== undefined && !isStatus(status)) throw new TypeError('status is 200 to 599')
  return {
    match,
    offset: whole(input, 'offset', 0),
    times: input.times === null ? 0 : whole(input, 'times', 1),
    delayMs: whole(input, 'delayMs', 0),
    hangMs: whole(input, 'hangMs', 0),
    afterHandler: input.afterHandler === true,
    ...(user !== undefined && { user }),
    ...(status !== undefined && { status }),
    ...(headers !== undefined && { headers: asHeaders(headers) }),
    ...(body !== undefined && { body }),
    ...(typeof bodyBase64 === 'string' && { bodyBase64 }),
    ...(input.dripMs !== undefined && { dripMs: whole(input, 'dripMs', 0) }),
    ...(drop !== undefined && { drop }),
  }
}

function asRecord(value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null) throw new TypeError('a JSON object is expected')
  return value as Record<string, unknown>
}

/** Header names in lower case, so that a fault's header replaces the default one. */
function asHeaders(value: unknown): Record<string, string> {
  return Object.fromEntries(Object.entries(asRecord(value)).map(([name, item]) => [name.toLowerCase(), String(item)]))
}

function whole(input: Record<string, unknown>, name: string, fallback: number): number {
  const value = input[name] ?? fallback
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0) {
    throw new TypeError(`${name} is a whole number, 0 or more`)
  }
  return value
}

function isDrop(value: unknown): value is Drop {
  return value === 'before' || value === 'after' || value === 'midBody'
}

function isStatus(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 200 && value <= 599
}
