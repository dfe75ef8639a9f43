import { afterEach, describe, expect, it } from 'vitest'
import { hideSecrets, redact } from '@/lib/redact'

afterEach(() => hideSecrets([]))

const JWT = 'eyJhbGciOiJSUzI1NiJ9.eyJvaWQiOiIxIn0.c2lnbmF0dXJl'

describe('a text of the log', () => {
  it.each([
    ['a token', `Databricks said: ${JWT}`, JWT],
    ['a token of five parts', `${JWT}.two.more`, 'eyJ'],
    ['a bearer', 'authorization: Bearer abc.def-123', 'abc.def-123'],
    ['a personal token of Databricks', 'dapi-demo-user and dapi0123456789abcdef', 'dapi'],
    ['the password of an address', 'connect postgres://lakeport:Kestrel-71@db:5432/x', 'Kestrel'],
    ['a code on its way back', 'GET /api/auth/callback/azure-ad?code=1.nnmP5DKV&state=h9N1sK', 'nnmP5DKV'],
    ['a state on its way back', 'GET /api/auth/callback/azure-ad?code=1.nnmP5DKV&state=h9N1sK', 'h9N1sK'],
    ['a client secret', 'client_secret=Kestrel-71&scope=x', 'Kestrel'],
    ['a refresh token in JSON', '{"refresh_token":"0.AXYAKestrel71"}', 'Kestrel'],
    ['a verifier', 'code_verifier: Kestrel71', 'Kestrel'],
    ['a cookie', 'cookie: next-auth.session-token=Kestrel71; theme=dark', 'Kestrel'],
    ['a session key', `unknown key ${'aB3_-'.repeat(9)}`, 'aB3'],
  ])('has no secret: %s (AUD-5)', (_what, text, secret) => {
    expect(redact(text)).not.toContain(secret)
    expect(redact(text)).toMatch(/\[hidden [0-9a-f]{8}\]/)
  })

  it.each([
    'run 01a204b2-1323-7514-8645-4b82b3f91b1c of 00000000-0000-4000-8000-000000000001',
    'connect ECONNREFUSED 127.0.0.1:5432',
    'duplicate key value violates unique constraint "runs_person_id_flow_id_client_key_key"',
    'at Object.get (/srv/lakeport/.next/server/chunks/[root-of-the-server]__15bjnu5yieigz._.js:2:2682)',
    'AADSTS70008: The provided authorization code or refresh token has expired',
    '9493263598ace010f5d0487cd5b0af5f9f934892d359bc53a5e3f0b5cc2be1f7',
  ])('stays as it is where nothing is secret: %s', (text) => {
    expect(redact(text)).toBe(text)
  })

  it('has none of the secrets that the settings named, whatever their shape (AUD-5)', () => {
    hideSecrets(['plain words as a secret', 'with/slash+plus', 'short'])
    const shown = redact('It was "plain words as a secret", with%2Fslash%2Bplus and with/slash+plus; short stays')
    expect(shown).toMatch(/^It was "\[hidden \w{8}\]", \[hidden \w{8}\] and \[hidden \w{8}\]; short stays$/)
  })

  it('tells two secrets apart, and the same one as the same (AUD-5)', () => {
    const [one, two, same] = redact(`Bearer aaaaaaaa1 Bearer bbbbbbbb2 Bearer aaaaaaaa1`).match(/hidden \w{8}/g) ?? []
    expect(one).toBe(same)
    expect(one).not.toBe(two)
  })

  it.each(['a'.repeat(200_000), 'Bearer '.repeat(30_000), '://'.repeat(60_000), 'secret="'.repeat(25_000)])(
    'is looked through in no time, however hostile (IO-7)',
    (text) => {
      const began = performance.now()
      expect(redact(text).length).toBeLessThan(20_000)
      expect(performance.now() - began).toBeLessThan(500)
    },
  )
})
