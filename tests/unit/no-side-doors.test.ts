import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import nextConfig from '@/next.config.js'

const { scripts }: { scripts: Record<string, string> } = JSON.parse(readFileSync('package.json', 'utf8'))

it.each(['phase-production-build', 'phase-production-server', 'phase-development-server'])(
  'in %s no address is rewritten to another host, or at all, and no image is fetched for anybody (WEB-6)',
  (phase) => {
    const settings = nextConfig(phase)
    expect(settings).toMatchObject({ images: { unoptimized: true } })
    for (const name of ['rewrites', 'redirects', 'assetPrefix']) expect(settings).not.toHaveProperty(name)
  },
)

it('whatever is for development listens on loopback alone (WEB-6)', () => {
  const development = Object.values(scripts).filter((script) => /\bnext dev\b/.test(script))
  expect(development).toHaveLength(1)
  expect(development.filter((script) => !/ --hostname 127\.0\.0\.1\b/.test(script))).toEqual([])
})
