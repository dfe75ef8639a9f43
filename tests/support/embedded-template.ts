import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { node24, ROOT } from '../../.ci/bootstrap.mjs'

const CREATE = `
  import { PGlite } from '@electric-sql/pglite'
  const pglite = await PGlite.create(process.argv[1])
  await pglite.close()`

/** Puts an empty embedded database into a folder that is to be a portal's: a copy of one, because creating it takes seconds. */
export function copyEmptyDatabase(dataDir: string): void {
  cpSync(template(), join(dataDir, 'database'), { recursive: true })
}

/** Made once for this machine and this version. */
function template(): string {
  const shelf = join(tmpdir(), `lakeport-empty-database-${userInfo().username}`)
  const made = join(shelf, pgliteVersion())
  if (existsSync(made)) return made
  mkdirSync(shelf, { recursive: true, mode: 0o700 })
  const making = mkdtempSync(join(shelf, 'making-'))
  execFileSync(node24(), ['--input-type=module', '--eval', CREATE, making], { cwd: ROOT })
  try {
    renameSync(making, made)
  } catch (error) {
    // Another test file was quicker.
    if (!existsSync(made)) throw error
    rmSync(making, { recursive: true, force: true })
  }
  return made
}

function pgliteVersion(): string {
  return JSON.parse(readFileSync(join(ROOT, 'node_modules/@electric-sql/pglite/package.json'), 'utf8')).version
}
