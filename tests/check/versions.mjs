/** Versions of packages, as npm orders them: semver.org, section 11. */

const VERSION = /^(\d+)\.(\d+)\.(\d+)(?:-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?$/
const COMPARATOR = /^(<=|>=|<|>|=)?(\d.*)$/

/**
 * Below 0 when the first is the older one, 0 when they are the same.
 * @param {string} one @param {string} other
 * @throws {TypeError} for what is no version
 */
export function compareVersions(one, other) {
  const [a, b] = [partsOf(one), partsOf(other)]
  for (const place of [0, 1, 2]) {
    const difference = (a.numbers[place] ?? 0) - (b.numbers[place] ?? 0)
    if (difference !== 0) return difference
  }
  return comparePrereleases(a.prerelease, b.prerelease)
}

/**
 * Whether every comparator of the range holds, as in `>=15.0.0 <15.2.3`.
 * @param {string} version @param {string} range
 * @throws {TypeError} for what is no version or no range
 */
export function isInRange(version, range) {
  return range.split(' ').every((text) => {
    const [, sign = '=', limit = ''] = COMPARATOR.exec(text) ?? []
    const order = compareVersions(version, limit)
    if (sign === '=') return order === 0
    if (sign.includes('=') && order === 0) return true
    return sign.startsWith('<') ? order < 0 : order > 0
  })
}

/** @param {string} version */
function partsOf(version) {
  const [, major, minor, patch, prerelease] = VERSION.exec(version) ?? []
  if (major === undefined) throw new TypeError(`"${version}" is no version`)
  return { numbers: [major, minor, patch].map(Number), prerelease: prerelease?.split('.') ?? [] }
}

/** A version without one is the later one; numbers come before words. @param {string[]} one @param {string[]} other */
function comparePrereleases(one, other) {
  if (one.length === 0 || other.length === 0) return other.length - one.length
  for (let place = 0; place < Math.max(one.length, other.length); place += 1) {
    const [a, b] = [one[place], other[place]]
    if (a === undefined || b === undefined) return a === undefined ? -1 : 1
    if (a === b) continue
    const [aNumber, bNumber] = [/^\d+$/.test(a), /^\d+$/.test(b)]
    if (aNumber && bNumber) return Number(a) - Number(b)
    if (aNumber !== bNumber) return aNumber ? -1 : 1
    return a < b ? -1 : 1
  }
  return 0
}
