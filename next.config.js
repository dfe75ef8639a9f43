const YEAR_S = 31_536_000
const root = import.meta.dirname
const publicOrigin = URL.parse(process.env.NEXTAUTH_URL ?? '')

/** @type {import('next').NextConfig} */
export default {
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
