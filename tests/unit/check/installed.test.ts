import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { ageWarning, belowFloor, holesIn } from '@/tests/check/installed.mjs'
import { compareVersions, isInRange } from '@/tests/check/versions.mjs'

const SNAPSHOT = JSON.parse(readFileSync('tests/check/advisories.json', 'utf8'))
const LOCK = JSON.parse(readFileSync('package-lock.json', 'utf8'))
const DAY_MS = 86_400_000

const lockOf = (path: string, version: string) => ({ packages: { [path]: { version } } })

describe('an installed version that is listed with a hole', () => {
  it.each([
    ['node_modules/next', '15.2.2', 'GHSA-f82v-jwr5-mffw'],
    ['node_modules/next', '16.0.6', 'GHSA-9qr9-h5gf-34mp'],
    ['node_modules/next', '16.3.2', 'GHSA-p293-qw3h-jr36'],
    ['node_modules/next-auth', '4.24.14', 'GHSA-7rqj-j65f-68wh'],
    ['node_modules/a/node_modules/uuid', '8.3.2', 'GHSA-w5hq-g745-h8pq'],
    ['node_modules/jws', '4.0.0', 'GHSA-869p-cjfg-cm3x'],
  ])('%s %s is named, with %s (OPS-5)', (path, version, id) => {
    const holes = holesIn(lockOf(path, version), SNAPSHOT)
    expect(holes).toContainEqual(expect.stringContaining(`${path} ${version} is listed in ${id}`))
  })

  it('is none of those that this version installs (OPS-5)', () => {
    expect(holesIn(LOCK, SNAPSHOT)).toEqual([])
  })

  it('is not taken for another package whose name ends alike', () => {
    expect(holesIn(lockOf('node_modules/not-next', '15.2.2'), SNAPSHOT)).toEqual([])
  })
})

describe('the list of advisories', () => {
  it('names for each a package, an id, ranges that can be read, and a source (OPS-5)', () => {
    for (const { package: name, id, affected, source } of SNAPSHOT.advisories) {
      expect(name).not.toBe('')
      expect(id).toMatch(/^GHSA(-[23456789cfghjmpqrvwx]{4}){3}$/)
      expect(source).toMatch(/^https:\/\/github\.com\//)
      for (const range of affected) expect(typeof isInRange('1.0.0', range)).toBe('boolean')
    }
    const ids = SNAPSHOT.advisories.map(({ id }: { id: string }) => id)
    expect(new Set(ids).size).toBe(ids.length)
  })

  it.each([
    [0, undefined],
    [30, undefined],
    [31, expect.stringMatching(/^WARNING: the list of advisories is 31 days old/)],
  ])('warns when it is %i days old: %s (OPS-5)', (days, warning) => {
    expect(ageWarning({ ...SNAPSHOT, made: '2026-01-01' }, Date.parse('2026-01-01') + days * DAY_MS)).toEqual(warning)
  })

  it('says when it was made', () => {
    expect(() => ageWarning({ ...SNAPSHOT, made: 'lately' }, 0)).toThrow('does not say when')
  })
})

describe('the floors of what the portal stands on', () => {
  it.each([
    ['next', '16.4.0'],
    ['next', '16.4.1-canary.3'],
    ['next', '15.9.9'],
    ['next-auth', '4.24.14'],
  ])('%s %s is below them (OPS-5)', (name, version) => {
    const lock = { packages: { ...LOCK.packages, [`node_modules/${name}`]: { version } } }
    expect(belowFloor(lock)).toEqual([expect.stringContaining(`${name} is ${version}; `)])
  })

  it('a package that is missing is below them, and what is installed is not (OPS-5)', () => {
    expect(belowFloor({ packages: {} })).toHaveLength(2)
    expect(belowFloor(LOCK)).toEqual([])
  })
})

describe('versions', () => {
  it('are ordered as npm orders them', () => {
    const rising = [
      ...['1.0.0-alpha', '1.0.0-alpha.1', '1.0.0-alpha.beta', '1.0.0-beta', '1.0.0-beta.2', '1.0.0-beta.11'],
      ...['1.0.0-rc.1', '1.0.0', '1.0.2', '1.0.10', '1.2.0', '2.0.0'],
    ]
    expect(rising.toReversed().toSorted(compareVersions)).toEqual(rising)
    expect(compareVersions('1.0.0+build', '1.0.0')).toBe(0)
  })

  it.each(['', '1', '1.x.0', 'latest'])('"%s" is none', (text) => {
    expect(() => compareVersions(text, '1.0.0')).toThrow('is no version')
  })

  it.each([
    ['1.2.3', '>=1.2.3 <1.3.0', true],
    ['1.3.0', '>=1.2.3 <1.3.0', false],
    ['1.2.3', '<=1.2.3', true],
    ['1.2.4', '>1.2.3', true],
    ['1.2.3', '1.2.3', true],
    ['1.2.2', '=1.2.3', false],
  ])('%s in %s: %s', (version, range, expected) => {
    expect(isInRange(version, range)).toBe(expected)
  })
})
