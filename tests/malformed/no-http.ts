import type { Dice } from './dice.ts'

const HELLO = '\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003'
const WHOLE: readonly string[] = [
  ...[
    '\r\n\r\n',
    '\n\n',
    '\u0000',
    'GET',
    'GET /',
    'GET /\r\n\r\n',
    'GET / HTTP/1.1\n\n',
    'HELO x\r\n',
    '*1\r\n$4\r\nPING\r\n',
  ],
  ...[HELLO, 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', '\u0005\u0001\u0000', 'CONNECT evil.example:443 HTTP/1.1\r\n\r\n'],
  ...[
    'GET / HTTP/1.1\r\nHost x\r\n\r\n',
    'GET / HTTP/1.1\r\n: x\r\n\r\n',
    'GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n',
  ],
  ...['GET / HTTP/1.1\r\n\r\n', ' GET / HTTP/1.1\r\nHost: a\r\n\r\n', 'GET\t/\tHTTP/1.1\r\nHost: a\r\n\r\n'],
  ...[
    'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /x HTTP/1.1\r\n\r\n',
  ],
  ...[`GET /${'a'.repeat(100_000)}`, `GET / HTTP/1.1\r\nHost: a\r\nX: ${'a'.repeat(100_000)}`, 'A'.repeat(100_000)],
  ...['GET / HTTP/1.1\r\nHost: a\r\n'.concat('x: y\r\n'.repeat(5_000), '\r\n'), '\r\n'.repeat(20_000)],
  ...['GET / HTTP/1.1\r\nHost: a\r\n\r\n'.repeat(30), 'GET /api/live HTTP/1.1\r\nHost: a\r\n\r\n\u0000\u0001\u0002'],
  ...['POST /sign-in HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\nExpect: 100-continue\r\n\r\n'],
]

/** Bytes that are no request, or stop being one. */
export function noHttp(dice: Dice): Buffer {
  if (dice.once(4)) return dice.bytes(2_000)
  return Buffer.from(dice.once(2) ? dice.of(WHOLE) : dice.damaged(dice.of(WHOLE)), 'latin1')
}
