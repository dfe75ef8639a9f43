import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { newSecrets } from './portal-settings.mjs'

/** What the demo keeps in its folder; a reset deletes these and nothing else, whatever the folder is. */
const OURS = /^(demo\.(json|log|flows)|database(\..+)?|emulators)$/

/**
 * The secrets are made once and kept, so that a session outlives a restart and the stored tokens can still be read.
 * @param {string} folder @param {boolean} reset
 * @throws {Error} when the secrets cannot be read
 */
export function openDemoData(folder, reset) {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const old = reset ? readdirSync(folder).filter((name) => OURS.test(name)) : []
  for (const name of old) rmSync(join(folder, name), { recursive: true })
  const logFile = join(folder, 'demo.log')
  rmSync(logFile, { force: true })
  return { folder, logFile, secrets: secretsIn(join(folder, 'demo.json')) }
}

/**
 * The sample flows are imported once, and again when a newer Lakeport brings others: what a person has changed in them
 * since then stays.
 * @param {string} folder @param {string} file
 * @returns {{ due: boolean, done: () => void }}
 */
export function sampleImport(folder, file) {
  const mark = join(folder, 'demo.flows')
  const content = createHash('sha256').update(readFileSync(file)).digest('hex')
  const known = existsSync(join(folder, 'database')) && existsSync(mark) && readFileSync(mark, 'utf8') === content
  return { due: !known, done: () => writeFileSync(mark, content) }
}

/** @param {string} file @returns {Record<string, string>} */
function secretsIn(file) {
  if (!existsSync(file)) {
    writeFileSync(file, `${JSON.stringify(newSecrets(), null, 2)}\n`, { mode: 0o600, flag: 'wx' })
  }
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    throw new Error(`${file} cannot be read; start anew with: npm run demo -- --reset`, { cause: error })
  }
}
