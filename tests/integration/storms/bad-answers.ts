import { gzipSync } from 'node:zlib'
import type { FaultSpec } from '@/tests/support/emulator-control'

type Answer = Omit<FaultSpec, 'match' | 'times'>
type Kind = readonly [string, Answer]

const BOMB = gzipSync(Buffer.alloc(200 * 1024 * 1024, ' ')).toString('base64')

const inSeconds = (seconds: number) => new Date(Date.now() + seconds * 1_000).toUTCString()
const busyFor = (retryAfter: string): Answer => ({ status: 429, headers: { 'retry-after': retryAfter } })

/** One of each sort: refused, failed, done and lost, cut, not the API's at all, too large. */
const TELLING: readonly Kind[] = [
  ['429 without a word on when', { status: 429 }],
  ['429 until a date', busyFor(inSeconds(60))],
  ['500 though it took effect', { status: 500, afterHandler: true }],
  ['a page with 200', { status: 200, body: '<html><title>Sign in</title></html>', afterHandler: true }],
  ['a reset after it took effect', { drop: 'after' }],
  ['half of an answer', { drop: 'midBody' }],
  ['a redirect elsewhere', { status: 307, headers: { location: 'http://127.0.0.1:9/x' } }],
  ['a gzip bomb', { status: 200, headers: { 'content-encoding': 'gzip' }, bodyBase64: BOMB, afterHandler: true }],
]

const OTHERS: readonly Kind[] = [
  ['429 for 2 seconds', busyFor('2')],
  ['429 until a date that is past', busyFor(inSeconds(-3_600))],
  ['429 for a negative time', busyFor('-5')],
  ['429 for words', busyFor('soon')],
  ['500', { status: 500 }],
  ['502 with a page', { status: 502, headers: { 'content-type': 'text/html' }, body: '<html>Bad</html>' }],
  ['503 though it took effect', { status: 503, afterHandler: true }],
  ['504', { status: 504 }],
  ['nothing with 200', { status: 200, body: '', afterHandler: true }],
  ['a reset before it took effect', { drop: 'before' }],
]

/** `npm run test:storms` asks for every kind; one of each sort is enough for every day. */
export const BAD_ANSWERS = process.env.STORM_KINDS === 'all' ? [...TELLING, ...OTHERS] : TELLING
