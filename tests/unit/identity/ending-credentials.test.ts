import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import type { ClientCredential } from '@/lib/config'
import { endingCredentials } from '@/lib/identity/server/ending-credentials'
import { selfSignedCertificate } from '../../../emulators/entra/certificate'

const DAY_MS = 24 * 60 * 60_000
const NOW = Date.UTC(2026, 10, 22, 12)

const folder = mkdtempSync(join(tmpdir(), 'lakeport-expiry-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const secret = (days?: number): ClientCredential => ({
  kind: 'secret',
  secret: 'x',
  expiresAt: days === undefined ? undefined : new Date(NOW + days * DAY_MS),
})
const ending = (credential: ClientCredential, nextCredential?: ClientCredential, now = NOW) =>
  endingCredentials({ credential, nextCredential, credentialWarningMs: 30 * DAY_MS }, now)

describe('a credential of the portal', () => {
  it.each<[string, number | undefined, object[]]>([
    ['of whose end nobody said anything', undefined, []],
    ['that is good for 31 days', 31, []],
    ['that is good for 30 days', 30, [{ hasEnded: false, isReplaced: false }]],
    ['that is good for an hour', 1 / 24, [{ hasEnded: false, isReplaced: false }]],
    ['that has ended', 0, [{ hasEnded: true, isReplaced: false }]],
  ])('%s is told of in time, and not before (AUTH-8)', (_what, days, notices) => {
    expect(ending(secret(days))).toMatchObject(notices)
    expect(ending(secret(days))).toHaveLength(notices.length)
  })

  it.each<[string, number | undefined, boolean]>([
    ['goes on for long', 200, true],
    ['goes on until nobody knows when', undefined, true],
    ['ends soon as well', 20, false],
  ])('is replaced when the next one %s (AUTH-8)', (_what, days, isReplaced) => {
    expect(ending(secret(3), secret(days))[0]).toMatchObject({ hasEnded: false, isReplaced })
  })

  it('says its own end when it is a certificate (AUTH-8)', () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const path = join(folder, 'portal.pem')
    const der = selfSignedCertificate(privateKey, 'portal', 1).toString('base64').replace(/.{64}/g, '$&\n')
    writeFileSync(path, `-----BEGIN CERTIFICATE-----\n${der}\n-----END CERTIFICATE-----\n`)
    const credential = { kind: 'certificate', path } as const
    const [notice] = ending(credential, undefined, Date.now() + 340 * DAY_MS)
    expect(ending(credential, undefined, Date.now() + 300 * DAY_MS)).toEqual([])
    expect(notice).toMatchObject({ kind: 'certificate', hasEnded: false })
    expect(Math.abs((notice?.expiresAt ?? 0) - (Date.now() + 365 * DAY_MS))).toBeLessThan(2 * DAY_MS)
  })

  it('that cannot be read is as good as over, and a federated token never ends (AUTH-8)', () => {
    expect(ending({ kind: 'certificate', path: join(folder, 'none.pem') })).toMatchObject([{ hasEnded: true }])
    expect(ending({ kind: 'federated', path: join(folder, 'none') })).toEqual([])
  })
})
