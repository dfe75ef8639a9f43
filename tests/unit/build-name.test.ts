import { afterEach, expect, it } from 'vitest'
import nextConfig from '@/next.config.js'

const KEY = 'NEXT_SERVER_ACTIONS_ENCRYPTION_KEY'
const before = process.env[KEY]

afterEach(() => {
  if (before === undefined) delete process.env[KEY]
  else process.env[KEY] = before
})

it('two builds of the same sources have one name, and name their actions alike (WEB-7)', async () => {
  process.env[KEY] = 'of another machine'
  const first = nextConfig('phase-production-build')
  const key = process.env[KEY]
  process.env[KEY] = 'of a third one'
  const second = nextConfig('phase-production-build')
  expect(first.deploymentId).toMatch(/^[0-9a-f]{16}$/)
  expect(second.deploymentId).toBe(first.deploymentId)
  expect(await first.generateBuildId?.()).toBe(first.deploymentId)
  expect(Buffer.from(key ?? '', 'base64')).toHaveLength(32)
  expect(process.env[KEY]).toBe(key)
})
