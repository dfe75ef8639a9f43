// biome-ignore-all lint/style/noProcessEnv: these scripts hand the environment on; lib/config.ts reads the settings.
/** What `demo` and `test` need before anything else. Runs on Node 20, with nothing installed. */
import { existsSync, readdirSync, readFileSync, statSync, utimesSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { env } from 'node:process'
import { fileURLToPath } from 'node:url'

export const ROOT = fileURLToPath(new URL('..', import.meta.url))

/** What decides about the build: a change in any of these makes it stale. */
const SOURCES = [
  'app',
  'lib',
  'public',
  'next.config.js',
  'tsconfig.json',
  'package-lock.json',
  'proxy.ts',
  'instrumentation.ts',
]
const BUILD_ID = '.next/BUILD_ID'

/** @typedef {import('./children.mjs').Children} Children */

/** Installs what the lock file lists, unless it is there already. @param {Children} children */
export async function ensureInstalled(children) {
  if (isInstalled()) return
  console.error('Installing the packages of package-lock.json. This needs the npm registry, once.')
  const flags = ['ci', '--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error']
  const [command, before] = npm()
  try {
    await children.run('npm ci', command, [...before, ...flags], { cwd: ROOT })
  } catch (error) {
    throw new Error(
      `${error.message} Is the npm registry within reach (npm ping)? Nothing else is needed from outside.`,
    )
  }
  node24() // says now, in its own words, when the platform's binary is missing
}

/** Builds the portal, unless a build newer than all of its sources is there. @param {Children} children */
export async function ensureBuilt(children) {
  if (isBuilt()) return
  console.error('Building the portal.')
  const began = new Date()
  await children.run('next build', node24(), [join(ROOT, 'node_modules/next/dist/bin/next'), 'build'], {
    cwd: ROOT,
    env: toolEnvironment({ NODE_ENV: 'production' }),
  })
  utimesSync(join(ROOT, BUILD_ID), began, began) // a source that was saved meanwhile counts as newer
}

/** The Node that everything but these scripts runs on. @throws {Error} when there is none for this platform */
export function node24() {
  const { platform, arch, execPath, versions } = process
  const name = `node-${platform === 'win32' ? 'win' : platform}-${arch}`
  const pinned = join(ROOT, 'node_modules', name, 'bin', platform === 'win32' ? 'node.exe' : 'node')
  if (existsSync(pinned)) return pinned
  const [major = 0, minor = 0] = versions.node.split('.').map(Number)
  if (major > 22 || (major === 22 && minor >= 12)) return execPath
  throw new Error(
    `Lakeport runs on Node 22.12 or later; this is Node ${versions.node}, and the package ${name}, which brings Node 24, ` +
      'is not installed. Either npm was told to omit optional packages (npm config get omit), or there is none for this ' +
      'platform: then install Node 24 and try again.',
  )
}

/** This environment, with the pinned Node and the project's tools first in the path. @param {NodeJS.ProcessEnv} [more] */
export function toolEnvironment(more = {}) {
  const path = [join(ROOT, 'node_modules/.bin'), env.PATH].join(delimiter)
  return { ...env, NEXT_TELEMETRY_DISABLED: '1', PATH: path, ...more }
}

/** npm writes its own account of node_modules when it has finished; the lock file is met when the two agree. */
function isInstalled() {
  const wanted = packagesOf('package-lock.json')
  const found = packagesOf('node_modules/.package-lock.json')
  if (!wanted || !found) return false
  const changed = Object.entries(found).some(([path, { integrity }]) => wanted[path]?.integrity !== integrity)
  const missing = Object.entries(wanted).some(([path, entry]) => path && !entry.optional && !found[path])
  return !changed && !missing
}

/** @param {string} file @returns {Record<string, { integrity?: string, optional?: boolean }> | undefined} */
function packagesOf(file) {
  const path = join(ROOT, file)
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')).packages : undefined
}

function isBuilt() {
  const build = join(ROOT, BUILD_ID)
  if (!existsSync(build)) return false
  const builtAt = statSync(build).mtimeMs
  return SOURCES.map((name) => join(ROOT, name)).every((path) => !existsSync(path) || newestIn(path) < builtAt)
}

/** Folders count too: theirs is the only time that changes when a file is deleted. @param {string} path @returns {number} */
function newestIn(path) {
  const { mtimeMs } = statSync(path)
  const entries = statSync(path).isDirectory() ? readdirSync(path) : []
  return Math.max(mtimeMs, ...entries.map((name) => newestIn(join(path, name))))
}

/** The npm that runs this script, else the one in the path. @returns {[string, string[]]} */
function npm() {
  if (env.npm_execpath?.endsWith('.js')) return [process.execPath, [env.npm_execpath]]
  return ['npm', []]
}
