import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { PHASE_PRODUCTION_BUILD, PHASE_PRODUCTION_SERVER } from 'next/constants.js'

const YEAR_S = 31_536_000
const root = import.meta.dirname
const publicOrigin = URL.parse(process.env.NEXTAUTH_URL ?? '')

/**
 * A build is named after its sources, so that the same ones give the same build wherever they are built, and a browser that
 * holds pages of another one is told to load anew (WEB-7). What is started is what was built.
 * @param {string} phase @returns {import('next').NextConfig}
 */
export default function nextConfig(phase) {
  if (phase === PHASE_PRODUCTION_BUILD) {
    // Names of actions are made with it, so they stay the same from build to build. It is no secret, and hides nothing: what
    // has to be hidden is encrypted while the portal runs, with a key that lib/commands/start.ts derives.
    process.env.NEXT_SERVER_ACTIONS_ENCRYPTION_KEY = digest(['names of actions']).toString('base64')
    const id = digest(SOURCES.flatMap(filesIn)).toString('hex').slice(0, 16)
    return { ...settings, deploymentId: id, generateBuildId: () => id }
  }
  if (phase === PHASE_PRODUCTION_SERVER) {
    return { ...settings, deploymentId: readFileSync(join(root, '.next/BUILD_ID'), 'utf8') }
  }
  return settings
}

const SOURCES = ['app', 'lib', 'public', 'proxy.ts', 'instrumentation.ts', 'next.config.js', 'package-lock.json']

/** @param {string} path @returns {string[]} each file's path and content */
function filesIn(path) {
  const full = join(root, path)
  if (!statSync(full).isDirectory()) return [path, readFileSync(full, 'latin1')]
  return readdirSync(full)
    .toSorted()
    .flatMap((name) => filesIn(join(path, name)))
}

/** @param {readonly string[]} texts */
function digest(texts) {
  const hash = createHash('sha256')
  for (const text of texts) hash.update(`${text.length}:${text}`)
  return hash.digest()
}

/** @type {import('next').NextConfig} */
const settings = {
  poweredByHeader: false,
  reactStrictMode: true,
  typedRoutes: true,
  compress: true,
  // `npm run check` looks at the types of everything, tests included; a build for use need not do it again.
  typescript: { ignoreBuildErrors: true },
  // Loaded as they are: some bring files of their own (WebAssembly, native bindings) that a bundle would lose, and bundling
  // the others (Unicode tables, sign-in protocols) made a build four times as long.
  serverExternalPackages: [
    '@azure/msal-node',
    '@cfworker/json-schema',
    '@electric-sql/pglite',
    'kysely',
    'pg',
    're2js',
    'undici',
    'uuid',
    'zod',
  ],
  // Said, so that Next does not guess it from another project's lock file further up.
  outputFileTracingRoot: root,
  turbopack: { root },
  // The optimizer would call our own GET handlers for anyone who asks; unoptimized, its address answers 404.
  images: { unoptimized: true },
  experimental: {
    serverActions: {
      // What a form of ours may weigh (IO-2); Next's own limit is 1 MB.
      bodySizeLimit: '64kb',
      // proxy.ts compares every Origin with the configured one. Next compares it with the Host, which a proxy in front may
      // have changed, and with forwarded headers, which anybody may send: so the configured one is always right.
      ...(publicOrigin && { allowedOrigins: [publicOrigin.host] }),
    },
  },
  headers: async () => [
    // Everything else gets its headers in proxy.ts, which these files do not pass.
    ...['/_next/static/:path*', '/icon.svg', '/icons.:hash.svg'].map((source) => ({
      source,
      headers: [
        { key: 'X-Content-Type-Options', value: 'nosniff' },
        { key: 'Cross-Origin-Resource-Policy', value: 'same-origin' },
      ],
    })),
    {
      source: '/icons.:hash.svg',
      headers: [{ key: 'Cache-Control', value: `public, max-age=${YEAR_S}, immutable` }],
    },
  ],
}
