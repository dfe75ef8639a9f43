import {
  cpSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { ROOT } from '../../.ci/bootstrap.mjs'

/** Looked at when the portal starts, and the same for every build. */
const SHARED = ['node_modules', 'lib', 'public', 'package.json', 'tsconfig.json']
/** Of the test runner, which works meanwhile. */
const RUNNERS_OWN = /^node_modules[\\/]\.vi(te|test)/
const NOT_NEEDED = new Set(['cache', 'dev', 'diagnostics', 'trace', 'trace-build'])

/** The project's build in a folder of its own, to be changed and then started in the place of the real one. */
export class CopiedBuild {
  readonly folder = mkdtempSync(join(tmpdir(), 'lakeport-build-'))

  constructor() {
    const built = join(ROOT, '.next')
    cpSync(built, join(this.folder, '.next'), {
      recursive: true,
      verbatimSymlinks: true,
      filter: (path) => !NOT_NEEDED.has(relative(built, path)),
    })
    cpSync(join(ROOT, 'next.config.js'), join(this.folder, 'next.config.js'))
    for (const name of SHARED) symlinkSync(join(ROOT, name), join(this.folder, name))
  }

  read(path: string): string {
    return readFileSync(join(this.folder, '.next', path), 'utf8')
  }

  write(path: string, text: string): void {
    writeFileSync(join(this.folder, '.next', path), text)
  }

  /** Each of the texts by its other one, in one pass over the files of the build. Answers those that no file holds. */
  replaceEverywhere(others: ReadonlyMap<string, string>): string[] {
    const anyOfThem = new RegExp([...others.keys()].join('|'), 'g')
    const found = new Set<string>()
    for (const entry of readdirSync(join(this.folder, '.next'), { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue
      const path = relative(join(this.folder, '.next'), join(entry.parentPath, entry.name))
      const text = this.read(path)
      const changed = text.replace(anyOfThem, (one) => {
        found.add(one)
        return others.get(one) ?? one
      })
      if (changed !== text) this.write(path, changed)
    }
    return [...others.keys()].filter((text) => !found.has(text))
  }

  /** As if the actions lay in other files: another build, of another name. */
  renameActions(): void {
    const name = this.read('BUILD_ID')
    const { node } = JSON.parse(this.read('server/server-reference-manifest.json'))
    const ids = Object.keys(node).map((id) => [id, id.slice(0, 2) + backwards(id.slice(2))] as const)
    const missing = this.replaceEverywhere(new Map([[name, backwards(name)], ...ids]))
    if (missing.length > 0) throw new Error(`No file of the build names ${missing.join(', ')}`)
    renameSync(join(this.folder, '.next/static', name), join(this.folder, '.next/static', backwards(name)))
  }

  /** Every file of the folder with its size and the time of its last change. */
  content(): Map<string, string> {
    const paths = readdirSync(this.folder, { recursive: true, encoding: 'utf8' })
    return new Map(
      paths
        .filter((path) => !RUNNERS_OWN.test(path))
        .map((path) => {
          const { size, mtimeMs } = lstatSync(join(this.folder, path))
          return [path, `${size} ${mtimeMs}`]
        }),
    )
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true })
  }
}

function backwards(text: string): string {
  return text.split('').reverse().join('')
}
