import 'server-only'
import { MOST_FORM_BYTES } from '@/lib/http/form-limits'
import type { Exchange } from './exchange'

/**
 * Counts a body as it arrives, whatever its length was said to be. Whoever reads it stops by a limit of its own; this keeps
 * in mind why.
 */
export function countBody(exchange: Exchange): void {
  const { request } = exchange
  const push = request.push.bind(request)
  let bytes = 0
  request.push = (chunk: Buffer | null, encoding?: BufferEncoding) => {
    bytes += chunk?.length ?? 0
    exchange.tooLarge = bytes > MOST_FORM_BYTES
    return push(chunk, encoding)
  }
}
