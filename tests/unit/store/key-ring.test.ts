import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { parseKeyRing, readKeyRing } from '@/lib/store/key-ring'

const [A, B] = [Buffer.alloc(32, 0xa1).toString('base64'), Buffer.alloc(32, 0xb2).toString('base64')] as [
  string,
  string,
]

describe('the key ring', () => {
  it.each([
    ['an inline list', `k2:${A},k1:${B}`],
    ['one entry a line', `k2:${A}\nk1:${B}\n`],
    [
      'spaces, empty lines, comments and Windows line ends',
      `# since May\r\n k2:${A} ,\r\n\r\n#k0:old\r\nk1:${B}\r\n`,
    ],
  ])('is read from %s, and its first key writes', (_what, text) => {
    const result = parseKeyRing(text)
    if (!result.ok) throw new Error(result.issues[0]?.message)
    expect(result.value.writingKeyId).toBe('k2')
    expect([...result.value.keys.keys()]).toEqual(['k2', 'k1'])
    expect(result.value.keys.get('k1')?.export().toString('base64')).toBe(B)
  })

  it.each([
    ['', 'LAKEPORT_KEY_RING holds no key.'],
    ['# nothing but this', 'LAKEPORT_KEY_RING holds no key.'],
    [`k1:${A},${B}`, 'LAKEPORT_KEY_RING entry 2 is not id:key'],
    [`:${A}`, 'LAKEPORT_KEY_RING entry 1 is not id:key'],
    [`a.b:${A}`, 'LAKEPORT_KEY_RING entry 1 is not id:key'],
    [`k1:${A},k1:${B}`, 'LAKEPORT_KEY_RING entry 2 repeats the id "k1"'],
    [`k1:${A},k2:${A}`, 'LAKEPORT_KEY_RING entry 2 ("k2") holds the same key as "k1"'],
    [`k1:${A.slice(0, -4)}`, 'LAKEPORT_KEY_RING entry 1 ("k1") has 30 bytes instead of 32'],
    [`k1:${A}AAAA`, 'LAKEPORT_KEY_RING entry 1 ("k1") is not base64'],
    ['k1:not base64 at all', 'LAKEPORT_KEY_RING entry 1 ("k1") is not base64'],
    ['k1:', 'LAKEPORT_KEY_RING entry 1 ("k1") has 0 bytes instead of 32'],
  ])('names the entry that is wrong, and never a key: case %#', (text, said) => {
    const result = parseKeyRing(text)
    if (result.ok) throw new Error('It was accepted')
    expect(result.issues[0]?.message).toContain(said)
    for (const key of [A, B, A.slice(0, 20)]) expect(result.issues[0]?.message).not.toContain(key)
  })

  it('is read from a file when the setting is a path', () => {
    const folder = mkdtempSync(join(tmpdir(), 'lakeport-keys-'))
    const path = join(folder, 'ring')
    writeFileSync(path, `k1:${A}\n`)
    expect(readKeyRing(path)).toEqual(parseKeyRing(`k1:${A}`))
    expect(readKeyRing(`k1:${A}`)).toEqual(parseKeyRing(`k1:${A}`))
    expect(readKeyRing(folder)).toMatchObject({ issues: [{ message: expect.stringContaining('EISDIR') }] })
    rmSync(folder, { recursive: true })
  })

  it('does not repeat a key that was given without its id', () => {
    const result = readKeyRing(A)
    expect(result).toMatchObject({ ok: false })
    expect(inspect(result, { depth: null })).not.toContain(A.slice(0, 8))
  })

  it('shows no key when it is logged', () => {
    expect(inspect(parseKeyRing(`k1:${A}`), { depth: null, showHidden: true })).not.toMatch(/a1a1|oaGh|161, 161/i)
  })
})
