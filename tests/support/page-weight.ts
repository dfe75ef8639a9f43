import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

const SCRIPT_TAG = /<script\b[^>]*>/g
/** Next sends old browsers alone to the polyfills. */
const FOR_OLD_BROWSERS = /\bnomodule\b/i
/** A tag writes `/_next/static/…`, the component data `static/…`. */
const CHUNK = /(?:\/_next\/)?static\/[\w./~-]+?\.js\b/g

/**
 * The script files a page makes a browser load at first: those of its tags, and those that its embedded component data
 * names, because React asks for them before it hydrates. What is imported on demand is named nowhere in the page.
 */
export function scriptsIn(html: string): string[] {
  const old = (html.match(SCRIPT_TAG) ?? []).filter((tag) => FOR_OLD_BROWSERS.test(tag)).flatMap(chunksIn)
  const rest = html.replace(SCRIPT_TAG, (tag) => (FOR_OLD_BROWSERS.test(tag) ? '' : tag))
  return [...new Set(chunksIn(rest))].filter((path) => !old.includes(path))
}

function chunksIn(text: string): string[] {
  return [...text.matchAll(CHUNK)].map(([path]) => (path.startsWith('/') ? path : `/_next/${path}`))
}

export function gzipBytes(content: string | Uint8Array): number {
  return gzipSync(content, { level: 6 }).length
}

/** Each file on its own, as a server sends them. */
export async function sumGzip(paths: string[], read: (path: string) => Promise<Uint8Array>): Promise<number> {
  const sizes = await Promise.all(paths.map(async (path) => gzipBytes(await read(path))))
  return sizes.reduce((sum, size) => sum + size, 0)
}

/** All style sheets of a build, whichever pages use them. */
export async function styleSheetBytes(root: string): Promise<number> {
  const folder = join(root, '.next/static')
  const names = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.css'))
  return sumGzip(names, (name) => readFile(join(folder, name)))
}
