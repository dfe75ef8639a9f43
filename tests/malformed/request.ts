/** A request before it is bytes: every part may be one that no browser sends. */
export interface Draft {
  method: string
  /** With its query. */
  target: string
  version: string
  /** In the order in which they are sent; a name may come twice. */
  headers: (readonly [name: string, value: string])[]
  body: Buffer
  /** `cut`: the sender ends in the middle. `gone`: and does not wait for an answer. */
  ending: 'whole' | 'cut' | 'gone'
}

/** As they go over the wire, byte for byte: nothing is put right. */
export function bytesOf({ method, target, version, headers, body, ending }: Draft): Buffer {
  const lines = [`${method} ${target} ${version}`, ...headers.map(([name, value]) => `${name}: ${value}`), '', '']
  const all = Buffer.concat([Buffer.from(lines.join('\r\n'), 'latin1'), body])
  return ending === 'whole' ? all : all.subarray(0, Math.max(1, Math.floor(all.length * 0.7)))
}

export function setHeader(draft: Draft, name: string, value: string): void {
  draft.headers = [...draft.headers.filter(([other]) => other.toLowerCase() !== name.toLowerCase()), [name, value]]
}

/** Puts the body in its place, and says truly how long it is. */
export function setBody(draft: Draft, type: string, body: string | Buffer): void {
  draft.body = typeof body === 'string' ? Buffer.from(body, 'latin1') : body
  setHeader(draft, 'Content-Type', type)
  setHeader(draft, 'Content-Length', String(draft.body.length))
}
