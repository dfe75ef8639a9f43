import 'server-only'
import { MOST_FORM_BYTES, MOST_FORM_FIELDS } from '@/lib/http/form-limits'
import { textsByName } from '@/lib/http/server/posted-form'

const FORM = 'application/x-www-form-urlencoded'

type ReadForm =
  | { readonly ok: true; readonly value: ReadonlyMap<string, readonly string[]> }
  | { readonly ok: false; readonly response: Response }

/** A posted form by its names, counted while it is read: Next puts no limit on what a route handler is sent (IO-2). */
export async function readForm({ headers, body }: Request): Promise<ReadForm> {
  const [type = ''] = (headers.get('content-type') ?? '').split(';')
  if (type.trim().toLowerCase() !== FORM || headers.has('content-encoding')) return refuse('wrong_media_type', 415)
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of body ?? []) {
    bytes += chunk.byteLength
    if (bytes > MOST_FORM_BYTES) return refuse('payload_too_large', 413)
    chunks.push(chunk)
  }
  const fields = [...new URLSearchParams(Buffer.concat(chunks).toString())]
  return fields.length > MOST_FORM_FIELDS
    ? refuse('payload_too_large', 413)
    : { ok: true, value: textsByName(fields) }
}

function refuse(code: string, status: number): ReadForm {
  return { ok: false, response: Response.json({ code }, { status }) }
}
