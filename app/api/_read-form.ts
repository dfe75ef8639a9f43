import 'server-only'

const MOST_BYTES = 65_536

type ReadForm =
  | { readonly ok: true; readonly value: Readonly<Record<string, string>> }
  | { readonly ok: false; readonly response: Response }

/** A posted form, counted while it is read: Next puts no limit on what a route handler is sent (IO-2). */
export async function readForm(request: Request): Promise<ReadForm> {
  const type = request.headers.get('content-type') ?? ''
  if (!type.startsWith('application/x-www-form-urlencoded')) return refuse('invalid_request', 415)
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of request.body ?? []) {
    bytes += chunk.byteLength
    if (bytes > MOST_BYTES) return refuse('payload_too_large', 413)
    chunks.push(chunk)
  }
  return { ok: true, value: Object.fromEntries(new URLSearchParams(Buffer.concat(chunks).toString())) }
}

function refuse(code: string, status: number): ReadForm {
  return { ok: false, response: Response.json({ code }, { status }) }
}
