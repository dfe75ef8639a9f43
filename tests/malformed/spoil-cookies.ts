import type { Dice } from './dice.ts'
import { type Draft, setHeader } from './request.ts'

const SESSION = 'next-auth.session-token'
const NAMES = [
  ...[SESSION, SESSION, SESSION, '__Host-next-auth.session-token', `${SESSION}.0`, 'next-auth.csrf-token'],
  ...[
    'next-auth.callback-url',
    'next-auth.state',
    'next-auth.nonce',
    'next-auth.pkce.code_verifier',
    'theme',
    '__proto__',
  ],
]
const VALUES = [
  ...[
    '',
    'x',
    '%',
    '%E0%A4%A',
    'null',
    '{}',
    '"',
    '\u00ff',
    'a'.repeat(9_000),
    'eyJ',
    '..',
    '....',
    'a.b.c',
    'a.b.c.d.e',
  ],
  ...['//evil.example', 'javascript:1', 'http://evil.example/%00', '/\\evil.example', 'undefined', '__proto__'],
]

interface Sessions {
  /** A cookie that opens the portal. */
  readonly good: string
  /** Sealed as ours are, by another key. */
  readonly foreign: string
}

/** Whoever sends this: nobody, somebody who is signed in, or somebody with a cookie that opens nothing. */
export function giveCookies(draft: Draft, dice: Dice, { good, foreign }: Sessions): void {
  const cookie = dice.of(['', good, good, dice.damaged(good), damagedPair(foreign, dice), garbage(dice)])
  if (cookie !== '') setHeader(draft, 'Cookie', cookie.replaceAll(/[\r\n]/g, ''))
}

/** A cookie that opens nothing, or is none. */
export function spoilCookies(draft: Draft, dice: Dice, sessions: Sessions): void {
  const cookie = dice.of([dice.damaged(sessions.good).slice(0, -1), sessions.foreign, garbage(dice)])
  setHeader(draft, 'Cookie', cookie.replaceAll(/[\r\n]/g, ''))
}

function damagedPair(cookie: string, dice: Dice): string {
  return dice.once(2) ? cookie : dice.damaged(cookie)
}

function garbage(dice: Dice): string {
  const pair = () => `${dice.of(NAMES)}=${dice.of(VALUES)}`
  return dice.of([
    pair(),
    Array.from({ length: 1 + dice.below(40) }, pair).join('; '),
    Array.from({ length: 300 }, (_, at) => `c${at}=`).join(';'),
    dice.bytes(200).toString('latin1'),
    ';;;==;',
  ])
}
