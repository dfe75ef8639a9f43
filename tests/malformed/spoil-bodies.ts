import { gzipSync } from 'node:zlib'
import type { Dice } from './dice.ts'
import { type Draft, setBody, setHeader } from './request.ts'

const TYPES = [
  ...['', 'application/json', 'text/plain', 'text/html', 'application/octet-stream', 'multipart/mixed; boundary=x'],
  ...['multipart/form-data', 'multipart/form-data; boundary=', 'multipart/form-data; boundary="', 'x', '/', 'a/b;;;'],
  ...['application/x-www-form-urlencoded; charset=utf-7', `multipart/form-data; boundary=${'x'.repeat(3_000)}`],
  ...['multipart/form-data; boundary=x; boundary=y', 'application/x-www-form-urlencoded\u0000', 'text/x-component'],
]
const MULTIPART = 'multipart/form-data; boundary=x'
const FORM = 'application/x-www-form-urlencoded'
const NAMES = [
  '__proto__',
  'constructor',
  'prototype',
  '__proto__[roles]',
  'a.b[c]',
  '',
  '\u0000',
  '\u00ff',
  'x'.repeat(4_000),
]

const part = (name: string, value: string, more = '') =>
  `--x\r\nContent-Disposition: form-data; name="${name}"${more}\r\n\r\n${value}\r\n`

/** Forms that are none. `fields` is what a good one holds; each of these has something in it that a good one has not. */
const FORMS: readonly ((fields: string, dice: Dice) => string)[] = [
  (fields, dice) => `${fields}${part(dice.of(NAMES), 'x')}--x--`,
  (fields, dice) => `${fields}${part(dice.of(NAMES), 'x').repeat(600)}--x--`,
  (fields) => `${fields}${part('f', 'x', '; filename="../../etc/passwd"')}--x--`,
  (fields) => `${fields}${part('slug', 'a')}${part('slug', 'b')}--x--`,
  (fields, dice) => `${fields.slice(0, dice.below(fields.length + 1))}`,
  (fields) => `${fields}--y--`.replaceAll('--x', '--y'),
  () => '--x--',
  () => '--x\r\n\r\n\r\n--x--',
  () => '--x\r\nContent-Disposition: form-data\r\n\r\nx\r\n--x--',
  () => `--x\r\n${'A: b\r\n'.repeat(3_000)}\r\nx\r\n--x--`,
  (_, dice) => dice.bytes(4_000).toString('latin1'),
  (fields) => `${fields}${part('$ACTION_1:0', '{"id":"x","bound":"$@9"}')}${part('$ACTION_REF_1', '')}--x--`,
  (fields) => `${fields}${part('$ACTION_REF_1', '')}${part('$ACTION_1:0', '[')}--x--`,
  (fields) => `${fields}${part('$ACTION_ID_x', '')}${part('$ACTION_KEY', '\u0000')}${part('__proto__', '')}--x--`,
  (fields) => `${fields}${part('0', `[${'['.repeat(9_000)}`)}--x--`,
  (fields) => `${fields}${part('a', 'x'.repeat(70_000))}--x--`,
]
/** What scripts would send as the arguments of an action. */
const ARGUMENTS: readonly ((dice: Dice) => string)[] = [
  (dice) => dice.damaged('["$undefined","$K1"]'),
  () => '['.repeat(30_000),
  () => `${'{"a":'.repeat(8_000)}1${'}'.repeat(8_000)}`,
  () => '[{"__proto__":{"roles":["Portal.Admin"]}},"$K1"]',
  () => '[{},"$1:constructor:constructor"]',
  (dice) => `["$${dice.of([...'@FTQWBDnuNIiabkZKELRrXx1'])}${dice.below(9)}"]`,
  () => `[${'1,'.repeat(3_000)}1]`,
  () => '[1e999,-0,"\\ud800"]',
  (dice) => dice.bytes(500).toString('latin1'),
  () => '',
  () => 'null',
]
const URLENCODED = [
  ...[
    '%',
    'a=%E0%A4%A',
    'a=%00',
    '__proto__[x]=1&constructor=1',
    '&'.repeat(3_000),
    'a=b&'.repeat(900),
    'csrfToken=x',
  ],
  ...[
    'login_hint=%ff',
    'callbackUrl=//evil.example',
    'callbackUrl=%00',
    '\u0000\u00ff',
    `a=${'x'.repeat(80_000)}`,
    '{"a":1}',
  ],
]

/** A body for a route that takes forms, or takes nothing. */
export function spoilBody(draft: Draft, dice: Dice): void {
  const type = dice.of([FORM, FORM, MULTIPART, 'application/json', dice.of(TYPES)])
  const body = dice.of([dice.of(URLENCODED), dice.of(FORMS)(part('a', 'b'), dice), dice.of(ARGUMENTS)(dice)])
  setBody(draft, type, body)
  if (dice.once(3)) spoilFraming(draft, dice)
}

/** A form of an action, or a call of it by scripts, that the action cannot take. `id` is the action's own. */
export function spoilAction(draft: Draft, dice: Dice, id: string, fields: Readonly<Record<string, string>>): void {
  const good = Object.entries({ [`$ACTION_ID_${id}`]: '', ...fields }).map(([name, value]) => part(name, value))
  if (dice.once(3)) {
    setBody(draft, 'text/plain;charset=UTF-8', dice.of(ARGUMENTS)(dice))
    setHeader(draft, 'Next-Action', dice.once(4) ? dice.damaged(id).replaceAll(/[\r\n]/g, '') : id)
  } else {
    setBody(draft, MULTIPART, dice.of(FORMS)(good.join(''), dice))
  }
  if (dice.once(8)) setHeader(draft, 'Content-Type', dice.of(TYPES))
  if (dice.once(5)) spoilFraming(draft, dice)
}

/** What a body says of its own length and form. */
function spoilFraming(draft: Draft, dice: Dice): void {
  const { length } = draft.body
  dice.of<() => void>([
    () => setHeader(draft, 'Content-Length', dice.of(['-1', 'x', '1e9', '0x10', '', '9'.repeat(30), `${length}, 7`])),
    () =>
      draft.headers.push(['Transfer-Encoding', dice.of(['chunked', 'gzip', 'chunked, chunked', 'x', 'identity'])]),
    () =>
      chunk(
        draft,
        dice.of(['zz\r\n', '5\r\nabc', `${'f'.repeat(20)}\r\n`, '1;x=\u0000\r\na\r\n0\r\n\r\n', '0\r\n\r\n']),
      ),
    () => setHeader(draft, 'Content-Encoding', dice.of(['gzip', 'br', 'x', 'gzip, gzip'])),
    () => {
      setHeader(draft, 'Content-Encoding', 'gzip')
      draft.body = gzipSync(draft.body)
      setHeader(draft, 'Content-Length', String(draft.body.length))
    },
    () => {
      draft.ending = dice.of(['cut', 'gone'])
    },
  ])()
}

function chunk(draft: Draft, body: string): void {
  draft.headers = draft.headers.filter(([name]) => name !== 'Content-Length')
  draft.headers.push(['Transfer-Encoding', 'chunked'])
  draft.body = Buffer.from(body, 'latin1')
}
