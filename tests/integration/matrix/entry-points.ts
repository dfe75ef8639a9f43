import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const SOURCE = /\.[cm]?[jt]sx?$/
const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])
/** A file of actions, whatever comments stand before. */
const FILE_OF_ACTIONS = /^(\s|\/\/.*|\/\*[\s\S]*?\*\/)*['"]use server['"]/

/** Every way into the portal, as the sources say: `page /runs`, `GET /api/live`, `action cancelRunAction`. */
export function entryPointsInTree(): string[] {
  return ['app', 'lib']
    .flatMap((root) => readdirSync(root, { recursive: true, encoding: 'utf8' }).map((name) => join(root, name)))
    .filter((name) => SOURCE.test(name))
    .flatMap((name) => entryPointsOf(name, readFileSync(name, 'utf8')))
    .toSorted()
}

/** @throws Error for a file whose exports are written in a way that this does not read */
export function entryPointsOf(name: string, text: string): string[] {
  if (/^app\/(.*\/)?page\.\w+$/.test(name)) return [`page ${addressOf(name)}`]
  if (/^app\/(.*\/)?route\.\w+$/.test(name)) {
    return exportsOf(name, text).flatMap((method) => (METHODS.has(method) ? [`${method} ${addressOf(name)}`] : []))
  }
  if (FILE_OF_ACTIONS.test(text)) return exportsOf(name, text).map((action) => `action ${action}`)
  // One inside a component has no name that could be looked for.
  return /['"]use server['"]/.test(text) ? [`action inside ${name}`] : []
}

/** The names of what a file exports and what is there at run time. */
function exportsOf(name: string, text: string): string[] {
  return [...text.matchAll(/^export\b(.*)/gm)].flatMap(([line, rest = '']) => {
    if (/^ (type|interface) /.test(rest)) return []
    const [, exported] = /^ (?:async )?(?:function|const) (\w+)/.exec(rest) ?? []
    if (exported === undefined) throw new Error(`${name} exports what cannot be read: ${line}`)
    return [exported]
  })
}

/** Folders in brackets are no part of the address. */
function addressOf(name: string): string {
  const folders = name
    .split('/')
    .slice(1, -1)
    .filter((folder) => !/^\(.*\)$/.test(folder))
  return `/${folders.join('/')}`
}

/** The same of what was built: nothing gets in that no file says. */
export function entryPointsInBuild(read: (file: string) => string): string[] {
  const addresses = Object.values<string>(JSON.parse(read('app-path-routes-manifest.json')))
  const { node, edge } = JSON.parse(read('server/server-reference-manifest.json'))
  const actions = Object.values<{ exportedName: string }>({ ...node, ...edge })
  return [...addresses, ...actions.map(({ exportedName }) => `action ${exportedName}`)]
}
