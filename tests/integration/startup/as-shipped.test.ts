import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { describe, expect, it } from 'vitest'
import nextConfig from '@/next.config.js'
import { projectFiles } from '@/tests/check/files.mjs'
import { ROOT } from '../../../.ci/bootstrap.mjs'

/** What is secret by its shape, and the emulators' own secrets, which stand in the sources of emulators and tests alone. */
const SECRETS = [
  /-----BEGIN [A-Z ]*PRIVATE KEY-----\s*[A-Za-z0-9+/=]/,
  /\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}/,
  /\bdapi[0-9a-f-]{12,}/,
  /demo-only-client-secret/,
  /\bdapi-demo-/,
]
/** Made the build, or are packages and no code of ours. */
const BESIDE_THE_BUILD = /^(cache|dev|diagnostics|node_modules|trace)/

const secretIn = (text: string) => SECRETS.find((shape) => shape.test(text))?.source
const holding = (paths: readonly string[]) =>
  paths.flatMap((path) => {
    const shape = secretIn(readFileSync(join(ROOT, path), 'utf8'))
    return shape === undefined ? [] : [`${path}: ${shape}`]
  })

describe('no secret (OPS-6)', () => {
  it('stands in a source of the portal (OPS-6)', () => {
    const sources = projectFiles(/^(app|lib|public|\.ci)\/|^(Dockerfile|\.env\.example|[^/]+\.(ts|js|json))$/)
    expect(sources.length).toBeGreaterThan(300)
    expect(holding(sources)).toEqual([])
    // The same look finds those of the emulators.
    expect(holding(projectFiles(/^emulators\/portal-settings\.mjs$/))).toEqual([
      'emulators/portal-settings.mjs: demo-only-client-secret',
    ])
  })

  it('stands in the build, be it in code for the server or for browsers (OPS-6)', () => {
    const built = readdirSync(join(ROOT, '.next'), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => relative(ROOT, join(parentPath, name)))
      .filter((path) => !BESIDE_THE_BUILD.test(path.slice('.next/'.length)))
    expect(built.filter((path) => path.startsWith('.next/server/')).length).toBeGreaterThan(50)
    expect(holding(built)).toEqual([])
  })

  it('can get into the build by a setting: no value of the environment is written into code (OPS-6)', () => {
    for (const phase of ['phase-production-build', 'phase-production-server']) {
      expect(Object.keys(nextConfig(phase))).not.toContain('env')
    }
    const named = projectFiles(/^(app|lib)\/|^(proxy|instrumentation)\.ts$/).filter((path) =>
      readFileSync(join(ROOT, path), 'utf8').includes('NEXT_PUBLIC_'),
    )
    expect(named).toEqual([])
  })
})

describe('the container', () => {
  const lines = readFileSync(join(ROOT, 'Dockerfile'), 'utf8').replaceAll('\\\n', ' ').split('\n')
  const last = lines.slice(lines.findLastIndex((line) => line.startsWith('FROM ')))
  const of = (instruction: string) =>
    last.filter((line) => line.startsWith(`${instruction} `)).map((line) => line.slice(instruction.length + 1))

  it('runs as a user without rights, who owns the folder of the data and nothing else (OPS-6)', () => {
    expect(of('USER')).toEqual(['node'])
    expect(of('VOLUME')).toEqual(['/data'])
    expect(last.filter((line) => line.includes('chown'))).toEqual([expect.stringMatching(/chown node:node \/data$/)])
    expect(last.indexOf('USER node')).toBeGreaterThan(last.findLastIndex((line) => /^(RUN|COPY) /.test(line)))
  })

  it('needs no shell: Node is its first process, and looks after its health too (OPS-6)', () => {
    expect(of('ENTRYPOINT')).toEqual([])
    expect(JSON.parse(of('CMD')[0] ?? '')[0]).toBe('node')
    expect(of('ENV')).toContain('TSX_DISABLE_CACHE=1') // what it needs of a folder for temporary files: nothing
    const [, check = ''] = of('HEALTHCHECK')[0]?.split('CMD ') ?? []
    expect(JSON.parse(check)[0]).toBe('node')
  })

  it('brings no setting that is secret, and takes none while it is built (OPS-6)', () => {
    expect(lines.filter((line) => /^(ARG|ENV) .*(SECRET|KEY|PASSWORD|TOKEN|DATABASE_URL)/.test(line))).toEqual([])
  })
})
