import type { Dice } from './dice.ts'
import { type Draft, setHeader } from './request.ts'

/** Makes one thing about a request wrong. */
export type Spoil = (draft: Draft, dice: Dice) => void

const SEGMENTS = [
  ...[
    '%',
    '%zz',
    '%E0%A4%A',
    '%00',
    '%0d%0aSet-Cookie:%20a=b',
    '%2e%2e%2f%2e%2e%2fetc%2fpasswd',
    '%5c..%5c',
    '%c0%af',
  ],
  ...['..', '../../../etc/passwd', '.env', '.git/config', ';jsessionid=1', '[id]', '[...x]', '(portal)', '$1', '*'],
  ...['__proto__', 'constructor', 'prototype', 'toString', 'undefined', 'NaN', '-1', '1e999', '9223372036854775808'],
  ...[
    '\\',
    '"><b>',
    "' or 1=1 --",
    '\u00e9\u00ff',
    '#{7*7}',
    '{{7*7}}',
    '%F0%9F%98%80',
    '%ED%A0%80',
    '%EF%BF%BF',
    '\u0000',
  ],
  ...['a'.repeat(2_000), 'a/'.repeat(400), '%41'.repeat(1_500), 'a'.repeat(14_000)],
]
const QUERIES = [
  ...['%', 'x=%', 'x=%E0%A4%A', 'x=%00', 'x=\u0000', '__proto__[roles]=Portal.Admin', '__proto__=1', 'constructor=1'],
  ...['cursor=%', 'cursor=eyJ', 'cursor=AAAA', 'from=x&to=y', 'from=99999-99-99', 'status=Nope', 'status=a&status=b'],
  ...[
    'q=%ED%A0%80',
    `q=${'a'.repeat(9_000)}`,
    `q=${'"('.repeat(400)}`,
    'task=%2e%2e',
    'task=',
    'user=%27',
    'flow[]=1',
  ],
  ...[
    'code=x&state=y',
    'code=',
    'error=x&error_description=%3Cb%3E',
    'state=%',
    'sid=%00',
    'iss=x',
    'callbackUrl=//x',
  ],
  ...['_rsc=1', 'nxtPslug=x', '__nextDefaultLocale=x', '__nextDataReq=1', 'amp=1', '?', '&&&=&=', '=', '#', '..;/'],
  `${'a=b&'.repeat(2_000)}`,
]
const METHODS = [
  ...[
    'TRACE',
    'CONNECT',
    'TRACK',
    'PROPFIND',
    'PUT',
    'DELETE',
    'PATCH',
    'OPTIONS',
    'HEAD',
    'QUERY',
    'M-SEARCH',
    'PURGE',
  ],
  ...['get', 'FOO', 'G E T', '', 'GET\u0000', '\u00c9', 'A'.repeat(5_000)],
]
/** Those that Next itself reads, and those that somebody in front of a portal writes. */
const HEADERS: readonly (readonly [string, readonly string[]])[] = [
  [
    'next-router-state-tree',
    ['x', '%', '[]', 'null', '%5B%22%22%5D', `%5B${'%5B'.repeat(3_000)}`, '{"__proto__":1}'],
  ],
  ['next-action', ['x', '', 'f'.repeat(42), '__proto__', '0'.repeat(9_000), '%00']],
  ['rsc', ['1', '0', 'x']],
  ['next-url', ['%', '//x', '/a?b#c', 'http://x']],
  ['next-router-prefetch', ['1', '2', 'x']],
  ['next-router-segment-prefetch', ['/_tree', '/x', '%', '..']],
  ['x-nextjs-data', ['1']],
  ['x-nextjs-html-request-id', ['%', 'x'.repeat(999)]],
  ['x-middleware-subrequest', ['proxy:proxy:proxy:proxy:proxy', 'middleware']],
  ['x-middleware-rewrite', ['/api/runs', 'http://127.0.0.1:1/']],
  ['x-invoke-path', ['/admin/runs', '%']],
  ['x-matched-path', ['/admin/runs', '%']],
  ['x-invoke-status', ['500']],
  ['x-prerender-revalidate', ['x']],
  ['x-forwarded-host', ['evil.example', ',', '[', 'a b', 'x:99999', '']],
  ['x-forwarded-proto', ['x', ',', 'https,http', 'javascript', '']],
  ['x-forwarded-for', ['x', '999.1.1.1', '::', ','.repeat(500)]],
  ['x-forwarded-port', ['x', '-1']],
  ['host', ['', '[', 'a b', 'x:99999', 'evil.example', '%', 'localhost:', '[::1', '..', '\u00e9']],
  ['accept', ['', '*', 'text/html;q=x', '/', 'a'.repeat(4_000), 'text/x-component']],
  ['accept-language', ['*', '-', 'x'.repeat(4_000), 'en;q=NaN', 'constructor', '__proto__', ','.repeat(900)]],
  ['accept-encoding', ['x', 'gzip;q=-1', '*;q=0', 'identity;q=0', ',']],
  ['authorization', ['Bearer x', 'Basic %%%', 'Bearer ', '\u00ff', `Bearer eyJ${'a'.repeat(6_000)}`]],
  ['if-none-match', ['x', '"', 'W/', '*', '"a", '.repeat(400)]],
  ['if-modified-since', ['x', '-1', 'Thu, 99 Foo 9999']],
  ['range', ['bytes=-', 'bytes=9-1', 'bytes=0-0,1-1', 'x', `bytes=${'0-,'.repeat(900)}`]],
  ['expect', ['100-continue', 'x', '200-ok']],
  ['upgrade', ['websocket', 'h2c', 'x']],
  ['connection', ['upgrade', 'x', 'close, keep-alive', 'content-length']],
  ['origin', ['null', 'x', 'https://evil.example', '', 'http://[', 'file://']],
  ['sec-fetch-site', ['cross-site', 'x', 'same-origin, cross-site']],
  ['referer', ['x', 'javascript:1', '%']],
  ['last-event-id', ['x', '-1', '%00']],
  ['content-security-policy', ["script-src 'nonce-x'", "'nonce-", 'x'.repeat(4_000)]],
  ['lakeport-peer-address', ['127.0.0.1', 'x']],
  ['x-request-id', ['x'.repeat(4_000), '\u00ff', '"}\\']],
  ['te', ['trailers', 'x']],
  ['trailer', ['content-length', 'x']],
  ['x'.repeat(3_000), ['x']],
  ['bad name', ['x']],
  ['', ['x']],
  ['x-nul', ['a\u0000b']],
  ['x-fold', ['a\r\n b']],
  ['__proto__', ['x']],
  ['constructor', ['x']],
]

const spoilSegment: Spoil = (draft, dice) => {
  const [path = '', ...query] = draft.target.split('?')
  const parts = path.split('/')
  parts.splice(1 + dice.below(parts.length), dice.below(2), dice.of(SEGMENTS))
  draft.target = [parts.join('/') || '/', ...query].join('?')
}
const spoilQuery: Spoil = (draft, dice) => {
  draft.target += `${draft.target.includes('?') ? '&' : '?'}${dice.of(QUERIES)}`
}
const spoilForm: Spoil = (draft, dice) => {
  draft.target = dice.of([
    `/${draft.target}`,
    `http://evil.example${draft.target}`,
    `http://[${draft.target}`,
    `//evil.example${draft.target}`,
    `${draft.target}/`,
    `\\${draft.target}`,
    `${draft.target}#x`,
    '*',
    '',
    draft.target.toUpperCase(),
    dice.damaged(draft.target),
  ])
}
const spoilMethod: Spoil = (draft, dice) => {
  draft.method = dice.of(METHODS)
}
const spoilVersion: Spoil = (draft, dice) => {
  draft.version = dice.of(['HTTP/1.0', 'HTTP/9.9', 'HTTP/1.1 ', 'http/1.1', 'HTTP/2.0', '', 'HTTP/1.1\u0000'])
}
const spoilHeader: Spoil = (draft, dice) => {
  for (let more = dice.below(3); more >= 0; more -= 1) {
    const [name, values] = dice.of(HEADERS)
    const value = dice.once(6)
      ? dice
          .bytes(60)
          .toString('latin1')
          .replaceAll(/[\r\n]/g, ' ')
      : dice.of(values)
    if (dice.once(5)) draft.headers.push([name, value])
    else setHeader(draft, name, value)
  }
}
const spoilSize: Spoil = (draft, dice) => {
  if (dice.once(2)) draft.headers.push(['x-long', 'a'.repeat(20_000)])
  else for (let count = 0; count < 2_100; count += 1) draft.headers.push([`x-${count}`, ''])
}

/** What is wrong with where a request goes, and with what it says of itself. */
export const HEAD_SPOILS: readonly Spoil[] = [
  ...[spoilSegment, spoilSegment, spoilQuery, spoilQuery, spoilForm, spoilMethod],
  ...[spoilHeader, spoilHeader, spoilHeader, spoilVersion, spoilSize],
]
/** Those after which a form still arrives where it was sent to. */
export const HEADER_SPOILS: readonly Spoil[] = [spoilQuery, spoilHeader]
