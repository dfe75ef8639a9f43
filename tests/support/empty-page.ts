import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { node24, ROOT, toolEnvironment } from '../../.ci/bootstrap.mjs'
import { Children } from '../../.ci/children.mjs'
import { scriptsIn, sumGzip } from './page-weight.ts'

const FILES = {
  'package.json': '{ "type": "module" }\n',
  'next.config.js': `export default {
  outputFileTracingRoot: ${JSON.stringify(ROOT)},
  turbopack: { root: ${JSON.stringify(ROOT)} },
}
`,
  'app/layout.js': `export default function Layout({ children }) {
  return <html lang="en"><body>{children}</body></html>
}
`,
  'app/page.js': `export default function Page() {
  return <p>Empty</p>
}
`,
}

/**
 * First-load JavaScript, gzip, of a page that does nothing: what Next and React cost before any of ours. Built with the
 * packages that are installed, and kept beside the portal's build, so that one build of the portal measures it once.
 */
export async function emptyPageBytes(): Promise<number> {
  const folder = join(ROOT, '.next/cache/empty-page')
  const known = join(folder, `bytes-${(await readFile(join(ROOT, '.next/BUILD_ID'), 'utf8')).trim()}`)
  const kept = await readFile(known, 'utf8').catch(() => undefined)
  if (kept) return Number(kept)
  const bytes = await measure(folder)
  await writeFile(known, String(bytes))
  return bytes
}

async function measure(folder: string): Promise<number> {
  await rm(folder, { recursive: true, force: true })
  await mkdir(join(folder, 'app'), { recursive: true })
  await Promise.all(Object.entries(FILES).map(([name, text]) => writeFile(join(folder, name), text)))
  await new Children().run('next build', node24(), [join(ROOT, 'node_modules/next/dist/bin/next'), 'build'], {
    cwd: folder,
    env: toolEnvironment({ NODE_ENV: 'production' }),
    logFile: join(folder, 'build.log'),
  })
  const html = await readFile(join(folder, '.next/server/app/index.html'), 'utf8')
  return sumGzip(scriptsIn(html), (path) => readFile(join(folder, path.replace('/_next/', '.next/'))))
}
