import { createCipheriv, randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { type KeyRing, parseKeyRing } from '@/lib/store/key-ring'
import { keyIdOf, open, SealError, type SealedFor, seal } from '@/lib/store/sealed'

const OLD = `old:${Buffer.alloc(32, 1).toString('base64')}`
const NEW = `new:${Buffer.alloc(32, 2).toString('base64')}`
const SECRET = 'a refresh token, "quoted", with ümlaut and \u0000'
const ABOUT = { purpose: 'token-partition', tenantId: 't1', objectId: 'o1', partition: 'p1', version: '7' }

describe('a sealed value', () => {
  it('opens with the facts it was sealed with, and shows nothing of what is in it', () => {
    const sealed = seal(ring(OLD), SECRET, ABOUT)
    expect(sealed).toMatch(/^v1\.old\.[\w-]{16}\.[\w-]+$/)
    expect(open(ring(OLD), sealed, { ...ABOUT })).toBe(SECRET)
    expect(open(ring(OLD), seal(ring(OLD), '', ABOUT), ABOUT)).toBe('')
  })

  it('is another one every time', () => {
    const sealed = Array.from({ length: 50 }, () => seal(ring(OLD), SECRET, ABOUT))
    expect(new Set(sealed.map((it) => it.split('.')[2])).size).toBe(50)
  })

  it.each<[string, Partial<SealedFor>]>([
    ['in another tenant', { tenantId: 't2' }],
    ['with another person', { objectId: 'o2' }],
    ['in another row', { partition: 'p2' }],
    ['after a newer version was written', { version: '8' }],
    ['for another purpose', { purpose: 'run-inputs' }],
    ['with a fact more', { extra: '' }],
    ['with facts that run together', { tenantId: 't1o', objectId: '1' }],
  ])('does not open %s', (_where, change) => {
    const sealed = seal(ring(OLD), SECRET, ABOUT)
    expect(reasonOf(() => open(ring(OLD), sealed, { ...ABOUT, ...change }))).toBe('not_authentic')
  })

  it('is read with every key of the ring and written with the first', () => {
    const before = seal(ring(OLD), SECRET, ABOUT)
    const both = ring(`${NEW},${OLD}`)
    expect(open(both, before, ABOUT)).toBe(SECRET)
    expect(keyIdOf(before)).toBe('old')
    const after = seal(both, SECRET, ABOUT)
    expect(keyIdOf(after)).toBe('new')
    expect(open(ring(NEW), after, ABOUT)).toBe(SECRET)
  })

  it('does not open without its key, or with another key of the same id', () => {
    const sealed = seal(ring(OLD), SECRET, ABOUT)
    expect(reasonOf(() => open(ring(NEW), sealed, ABOUT))).toBe('unknown_key')
    expect(reasonOf(() => open(ring(NEW), sealed.replace('.old.', '.new.'), ABOUT))).toBe('not_authentic')
    expect(reasonOf(() => open(ring(NEW.replace('new', 'old')), sealed, ABOUT))).toBe('not_authentic')
  })

  it('does not open with any of its bytes changed or cut off (TOK-2)', () => {
    const [version, key, nonce, body = ''] = seal(ring(OLD), 'short', ABOUT).split('.')
    const bytes = Buffer.from(body, 'base64url')
    for (let index = 0; index < bytes.length; index += 1) {
      const changed = Buffer.from(bytes)
      changed[index] = (changed[index] ?? 0) ^ 1
      expect(reasonOf(() => openBody(changed))).toBe('not_authentic')
    }
    for (let length = 0; length < bytes.length; length += 1) {
      expect(reasonOf(() => openBody(bytes.subarray(0, length)))).toBe(length < 16 ? 'malformed' : 'not_authentic')
    }

    function openBody(changed: Buffer) {
      return open(ring(OLD), [version, key, nonce, changed.toString('base64url')].join('.'), ABOUT)
    }
  })

  it('does not open with a tag of 4 bytes, which Node would accept (TOK-2)', () => {
    const nonce = randomBytes(12)
    const cipher = createCipheriv('aes-256-gcm', randomBytes(32), nonce, { authTagLength: 4 })
    const ciphertext = Buffer.concat([cipher.update(SECRET, 'utf8'), cipher.final()])
    const body = Buffer.concat([cipher.getAuthTag(), ciphertext])
    expect(reasonOf(() => open(ring(OLD), `v1.old.${text(nonce)}.${text(body)}`, ABOUT))).toBe('not_authentic')
    expect(reasonOf(() => open(ring(OLD), `v1.old.${text(nonce)}.${text(body.subarray(0, 4))}`, ABOUT))).toBe(
      'malformed',
    )

    function text(bytes: Buffer) {
      return bytes.toString('base64url')
    }
  })

  it.each(['', SECRET, 'v1', 'v1.old', 'v1.old.short.AAAA', 'v2.old.AAAAAAAAAAAAAAAA.AAAA', '{"plain":"json"}'])(
    'is not mistaken for plain text: %j',
    (stored) => {
      expect(reasonOf(() => open(ring(OLD), stored, ABOUT))).toBe('malformed')
    },
  )

  it('says nothing of its content, its key or its place when it does not open', () => {
    const sealed = seal(ring(OLD), SECRET, ABOUT)
    const thrown = errorOf(() => open(ring(OLD), sealed, { ...ABOUT, objectId: 'o2' }))
    expect(`${thrown.message} ${thrown.stack} ${String(thrown.cause)}`).not.toMatch(/refresh token|AQEB|o1|o2/)
  })
})

function ring(text: string): KeyRing {
  const result = parseKeyRing(text)
  if (!result.ok) throw new Error(result.issues[0]?.message)
  return result.value
}

function errorOf(work: () => unknown): SealError {
  try {
    work()
  } catch (error) {
    if (error instanceof SealError) return error
    throw error
  }
  throw new Error('It opened')
}

function reasonOf(work: () => unknown): string {
  return errorOf(work).reason
}
