/** What is installed is exactly what was looked at: versions pinned, integrity for each, no address of any registry. */
import { report, textOf } from './files.mjs'
import { belowFloor } from './installed.mjs'

const EXACT = /^\d+\.\d+\.\d+(-[\w.]+)?$/

const manifest = JSON.parse(textOf('package.json'))
const lock = JSON.parse(textOf('package-lock.json'))
/** @type {[string, Record<string, any>][]} */
const entries = Object.entries(lock.packages)

report('lock file', [...loosePins(), ...entries.flatMap(faults), ...belowFloor(lock)])

function loosePins() {
  const kinds = ['dependencies', 'devDependencies', 'optionalDependencies']
  return kinds.flatMap((kind) =>
    Object.entries(manifest[kind] ?? {})
      .filter(([, version]) => !EXACT.test(String(version)))
      .map(([name, version]) => `package.json: ${name} is "${version}" in ${kind}; say one exact version`),
  )
}

/** @param {[string, Record<string, any>]} entry */
function faults([path, entry]) {
  if (path === '') return []
  const found = []
  if (!entry.integrity && !entry.inBundle && !isForElsewhere(entry))
    found.push(`package-lock.json: ${path} has no integrity`)
  if (entry.resolved)
    found.push(`package-lock.json: ${path} names a registry (resolved); install with the project's .npmrc`)
  return found
}

/**
 * Builds for machines other than those we pin Node for. `npm ci` wants each of them named, but not every registry has
 * them all, so some stand there with their version alone.
 * @param {Record<string, any>} entry
 */
function isForElsewhere({ optional, os = [], cpu = [], libc = [] }) {
  if (!optional || os.length === 0) return false
  const ours = os.includes('linux') && !libc.includes('musl') && (cpu.includes('x64') || cpu.includes('arm64'))
  return !ours
}
