import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { toolEnvironment } from '../../.ci/bootstrap.mjs'

const { scripts }: { scripts: Record<string, string> } = JSON.parse(readFileSync('package.json', 'utf8'))

it('whatever has Next build or serve tells it to send nothing home (OPS-7)', () => {
  const ofNext = Object.values(scripts).filter((script) => /\bnext (build|dev|start)\b/.test(script))
  expect(ofNext.length).toBeGreaterThan(0)
  expect(ofNext.filter((script) => !script.startsWith('NEXT_TELEMETRY_DISABLED=1 '))).toEqual([])
  expect(toolEnvironment()).toMatchObject({ NEXT_TELEMETRY_DISABLED: '1' })
  expect(readFileSync('lib/commands/start.ts', 'utf8')).toContain("NEXT_TELEMETRY_DISABLED: '1'")
  expect(readFileSync('Dockerfile', 'utf8')).toMatch(/^ENV .*NEXT_TELEMETRY_DISABLED=1/m)
})
