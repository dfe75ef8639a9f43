import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { node24, ROOT, toolEnvironment } from '../../.ci/bootstrap.mjs'

const CREATE = `
  import { PGlite } from '@electric-sql/pglite'
  const pglite = await PGlite.create(process.argv[1])
  await pglite.close()`

/** Puts an empty embedded database into a folder that is to be a portal's: a copy of one, because creating it takes seconds. */
export function copyEmptyDatabase(dataDir: string): void {
  cpSync(emptyTemplate(), join(dataDir, 'database'), { recursive: true })
}

/** The same with the portal's tables and nothing in them: all steps of the schema take as long as many a test. */
export function copyMigratedDatabase(dataDir: string): void {
  cpSync(join(migratedTemplate(), 'database'), join(dataDir, 'database'), { recursive: true })
}

function emptyTemplate(): string {
  return kept(pgliteVersion(), (making) => {
    execFileSync(node24(), ['--input-type=module', '--eval', CREATE, making], { cwd: ROOT })
  })
}

function migratedTemplate(): string {
  return kept(`${pgliteVersion()}-${hashOfStore()}`, (making) => {
    copyEmptyDatabase(making)
    const script = ['--import', 'tsx', '--conditions=react-server', 'tests/support/migrate-embedded.ts', making]
    execFileSync(node24(), script, { cwd: ROOT, env: toolEnvironment({ NODE_ENV: 'test' }) })
  })
}

/** Made once for this machine and this name. */
function kept(name: string, make: (folder: string) => void): string {
  const shelf = join(tmpdir(), `lakeport-empty-database-${userInfo().username}`)
  const made = join(shelf, name)
  if (existsSync(made)) return made
  mkdirSync(shelf, { recursive: true, mode: 0o700 })
  const making = mkdtempSync(join(shelf, 'making-'))
  make(making)
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

/** Of every source that may have to do with the schema. */
function hashOfStore(): string {
  const folder = join(ROOT, 'lib/store')
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.ts'))
  const hash = createHash('sha256')
  for (const path of paths.sort()) hash.update(path).update(readFileSync(join(folder, path)))
  return hash.digest('hex').slice(0, 16)
}
