import 'server-only'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'

/** Of an answer after decompression. Databricks itself cuts what it stores of a run at 5 MB. */
const LARGEST_ANSWER_BYTES = 10 * 1024 * 1024

export interface Body {
  readonly text: string
  /** False when the answer is larger than we read. */
  readonly complete: boolean
}

/** The body names an encoding that we did not ask for. */
export class UnknownEncoding extends Error {}

/** Reads to the end, or to the limit and no further: what a small gzip unfolds to is counted, never gathered. */
export async function readBody(body: Readable, encoding: string | undefined): Promise<Body> {
  const chunks: Buffer[] = []
  let bytes = 0
  const gather = async (source: AsyncIterable<Buffer>) => {
    for await (const chunk of source) {
      bytes += chunk.length
      if (bytes > LARGEST_ANSWER_BYTES) throw new RangeError('too large')
      chunks.push(chunk)
    }
  }
  const reading = isGzip(encoding) ? pipeline(body, createGunzip(), gather) : pipeline(body, gather)
  await reading.catch((error: unknown) => {
    if (bytes <= LARGEST_ANSWER_BYTES) throw error // beyond it, we broke off ourselves
  })
  return { text: new TextDecoder().decode(Buffer.concat(chunks)), complete: bytes <= LARGEST_ANSWER_BYTES }
}

function isGzip(encoding = 'identity'): boolean {
  const name = encoding.trim().toLowerCase()
  if (name !== 'identity' && name !== 'gzip') throw new UnknownEncoding(`content-encoding ${name.slice(0, 40)}`)
  return name === 'gzip'
}
