import { describe, expect, it } from 'vitest'
import { type LeftBecause, linesOf, type Rotation } from '@/lib/keys/rotation'

const DONE: Rotation = {
  writingKeyId: 'k2',
  rewritten: [{ called: 'tokens of people', rows: 12 }],
  left: [],
  idle: ['k1', 'k0'],
}

describe('what the operator reads after a rotation', () => {
  it('says what was done and which keys can go', () => {
    expect(linesOf(DONE)).toEqual([
      'Sealed anew by the key "k2": tokens of people, 12.',
      'Nothing is sealed by "k1", "k0" any more: take it out of LAKEPORT_KEY_RING. Backups made until now still need it.',
    ])
  })

  it('says so when none can go', () => {
    expect(linesOf({ ...DONE, idle: [] }).at(-1)).toBe('No key of the ring can be taken out.')
  })

  it.each<[LeftBecause, RegExp]>([
    ['no key', /^3 in t\.c are sealed by "k1", which LAKEPORT_KEY_RING does not hold\. Add that key/],
    ['does not open', /^3 in t\.c name "k1" and do not open: .* Put the right key in/],
    ['still written', /^3 in t\.c were sealed by "k1" just now\. Restart every portal with this ring/],
    ['no sealed value', /^3 in t\.c hold no sealed value\. These people sign in again\.$/],
  ])('names what is left, and what to do about it: %s', (because, line) => {
    const left = [{ column: 't.c', keyId: 'k1', rows: 3, because }]
    expect(linesOf({ ...DONE, left })[1]).toMatch(line)
  })
})
