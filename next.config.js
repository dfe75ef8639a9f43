const YEAR_S = 31_536_000
const root = import.meta.dirname

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
  headers: async () => [
    {
      source: '/icons.:hash.svg',
      headers: [{ key: 'Cache-Control', value: `public, max-age=${YEAR_S}, immutable` }],
    },
  ],
}
