/** What the lock file installs, held against known holes. */
import { compareVersions, isInRange } from './versions.mjs'

const DAY_MS = 86_400_000
const OLD_AFTER_DAYS = 30

/** Below these, the package has a known hole that matters here. */
const FLOORS = { next: '16.4.1', 'next-auth': '4.24.15' }

/**
 * @typedef {{ package: string, id: string, affected: string[], what: string }} Advisory
 * @typedef {{ made: string, advisories: Advisory[] }} Snapshot
 * @typedef {{ packages: Record<string, { version?: string }> }} Lock
 */

/** Every place where a listed version is installed, nested ones too. @param {Lock} lock @param {Snapshot} snapshot */
export function holesIn(lock, { advisories }) {
  return Object.entries(lock.packages).flatMap(([path, { version }]) => {
    const name = nameOf(path)
    return advisories
      .filter((advisory) => advisory.package === name && version !== undefined)
      .filter(({ affected }) => affected.some((range) => isInRange(version ?? '', range)))
      .map(({ id, what }) => `package-lock.json: ${path} ${version} is listed in ${id}: ${what}`)
  })
}

/** @param {Lock} lock */
export function belowFloor({ packages }) {
  return Object.entries(FLOORS).flatMap(([name, floor]) => {
    const version = packages[`node_modules/${name}`]?.version
    if (version !== undefined && compareVersions(version, floor) >= 0) return []
    return [`package-lock.json: ${name} is ${version ?? 'missing'}; ${floor} or later is needed`]
  })
}

/** A sentence when the snapshot is old; that alone fails nothing. @param {Snapshot} snapshot @param {number} now epoch ms */
export function ageWarning({ made }, now) {
  const days = Math.floor((now - Date.parse(made)) / DAY_MS)
  if (Number.isNaN(days)) throw new TypeError('tests/check/advisories.json does not say when it was made')
  if (days <= OLD_AFTER_DAYS) return undefined
  return `WARNING: the list of advisories is ${days} days old (${made}). Renew tests/check/advisories.json.`
}

/** The package's name at the end of its path, without those that it is nested in. @param {string} path */
function nameOf(path) {
  return path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)
}
