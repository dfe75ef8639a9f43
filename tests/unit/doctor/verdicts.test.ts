import { describe, expect, it } from 'vitest'
import { clockFinding } from '@/lib/doctor/clock'
import { ownedFindings, unopenedFinding } from '@/lib/doctor/database'
import { linesOf, ok, warn } from '@/lib/doctor/finding'
import { freeSpaceFinding } from '@/lib/doctor/free-space'
import { groupsFinding } from '@/lib/doctor/groups'
import { type Answer, type Silence, silenceOf } from '@/lib/doctor/look'
import { publicUrlFinding } from '@/lib/doctor/public-url'
import { workspaceFinding } from '@/lib/doctor/workspace'

const HOST = 'https://adb-1.2.azuredatabricks.net'
const PORTAL = 'https://portal.contoso.example'
const answer = (status: number, text = ''): Answer => ({
  ...{ status, text, location: undefined, date: undefined, wwwAuthenticate: undefined, at: 0 },
})

describe('a clock', () => {
  it.each([
    [0, 'ok'],
    [60, 'ok'],
    [-60, 'ok'],
    [61, 'warn'],
    [-300, 'warn'],
    [301, 'fail'],
    [-301, 'fail'],
  ])('that is %i s ahead is %s', (aheadS, verdict) => {
    expect(clockFinding('Entra ID', aheadS).verdict).toBe(verdict)
  })
})

describe('free space', () => {
  it.each([
    [99_999_999, 'fail'],
    [100_000_000, 'warn'],
    [999_999_999, 'warn'],
    [1_000_000_000, 'ok'],
  ])('of %i bytes is %s', (bytes, verdict) => {
    expect(freeSpaceFinding('/data', bytes, true).verdict).toBe(verdict)
  })
})

it('a folder that this user may not write to is to be mended, however much room there is', () => {
  expect(freeSpaceFinding('/data', 1e12, false)).toMatchObject({
    verdict: 'fail',
    says: expect.stringMatching(/may not write/),
  })
})

describe('groups', () => {
  it.each([
    ['that nothing is shared with', { used: 0, listed: 0, tooMany: 0, people: 3 }, 'ok'],
    ['of nobody known', { used: 1, listed: 0, tooMany: 0, people: 3 }, 'warn'],
    ['of somebody too many', { used: 1, listed: 2, tooMany: 1, people: 3 }, 'warn'],
    ['before anybody has come', { used: 1, listed: 0, tooMany: 0, people: 0 }, 'ok'],
    ['that Entra tells', { used: 1, listed: 2, tooMany: 0, people: 3 }, 'ok'],
  ])('%s: %o is %s', (_what, facts, verdict) => {
    expect(groupsFinding(facts).verdict).toBe(verdict)
  })
})

describe('why no answer came', () => {
  const failed = (code: string) => Object.assign(new Error('x'), { code })
  it.each<[string, unknown, Silence]>([
    ['a name that there is not', failed('ENOTFOUND'), 'name'],
    ['a name server that does not answer', failed('EAI_AGAIN'), 'name'],
    ['a closed port', failed('ECONNREFUSED'), 'connection'],
    ['silence at the dial', failed('UND_ERR_CONNECT_TIMEOUT'), 'timeout'],
    ['silence in all', new DOMException('x', 'TimeoutError'), 'timeout'],
    ['a certificate of nobody known', failed('UNABLE_TO_VERIFY_LEAF_SIGNATURE'), 'certificate'],
    ['a certificate that has ended', new Error('x', { cause: failed('CERT_HAS_EXPIRED') }), 'certificate'],
    ['a certificate for another name', failed('ERR_TLS_CERT_ALTNAME_INVALID'), 'certificate'],
    ['no HTTP', failed('HPE_INVALID_CONSTANT'), 'broken'],
  ])('%s', (_what, thrown, silence) => {
    expect(silenceOf(thrown)).toBe(silence)
  })
})

describe('a workspace', () => {
  it('at a private address that the portal does not call is told with the setting that lists networks', () => {
    const finding = workspaceFinding(HOST, { silence: 'address' }, { silence: 'address' })
    expect(finding).toMatchObject({ verdict: 'fail', remedy: expect.stringContaining('LAKEPORT_ALLOWED_NETWORKS') })
  })
  it('that forgets to refuse as Databricks does is none', () => {
    expect(workspaceFinding(HOST, answer(401), answer(404)).verdict).toBe('fail')
  })
})

describe('the public address', () => {
  it('is to be mended when browsers do not trust its certificate', () => {
    expect(publicUrlFinding(PORTAL, { silence: 'certificate' })).toMatchObject({
      verdict: 'fail',
      remedy: expect.stringContaining('certificate that browsers trust'),
    })
  })
  it('is well when the portal answers there', () => {
    expect(publicUrlFinding(PORTAL, answer(200, '{"status":"ok"}'))).toMatchObject({
      verdict: 'ok',
      says: `${PORTAL} answers, and its certificate is trusted.`,
    })
  })
})

describe('a database', () => {
  it.each([
    ['The database of DATABASE_URL cannot be used: it is older than PostgreSQL 15.', '', /^Upgrade the server/],
    [
      'The database of DATABASE_URL cannot be used: password authentication failed.',
      '28P01',
      /^Mend user and password/,
    ],
    [
      'The database of DATABASE_URL cannot be used: self-signed certificate.',
      'DEPTH_ZERO_X',
      /certificate authority/,
    ],
    ['The database of DATABASE_URL cannot be used: getaddrinfo ENOTFOUND db.', 'ENOTFOUND', /^Mend the host/],
  ])('%s', (why, code, remedy) => {
    expect(unopenedFinding(why, code)).toMatchObject({
      verdict: 'fail',
      says: why,
      remedy: expect.stringMatching(remedy),
    })
  })
  it('whose portal says that it is not ready is to be mended, and its log says why', () => {
    expect(ownedFindings('not ready', 'http://127.0.0.1:3000')[0]).toMatchObject({
      verdict: 'fail',
      remedy: 'Its log says why: portal.not_ready.',
    })
  })
})

it('each finding is one line, and the last line adds up', () => {
  expect(linesOf([ok('clock', 'It agrees.'), warn('free space', 'Little is left.', 'Make room.')])).toEqual([
    'ok    clock       It agrees.',
    'warn  free space  Little is left. Make room.',
    '',
    '1 ok, 1 to look at, 0 to mend.',
  ])
})
