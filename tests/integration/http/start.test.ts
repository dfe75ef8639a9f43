import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { node24, ROOT, toolEnvironment } from '../../../.ci/bootstrap.mjs'
import { newSecrets, portalSettings } from '../../../emulators/portal-settings.mjs'

const ARGS = ['--import', 'tsx', '--conditions=react-server']
const START_MS = 120_000

const folder = mkdtempSync(join(tmpdir(), 'lakeport-start-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

type Env = Readonly<Record<string, string>>

/** A production start that must not come about. The port is nobody's: nothing may get as far as listening. */
function start(change: Env, command = 'start'): Promise<{ code: number; said: string }> {
  const settings = {
    ...portalSettings({ portal: 1, entra: 2, databricks: 3 }),
    ...newSecrets(),
    LAKEPORT_DATA_DIR: folder,
    NODE_ENV: 'production' as const,
    ...change,
  }
  return new Promise((resolve) => {
    const options = { cwd: ROOT, env: toolEnvironment(settings), timeout: START_MS }
    execFile(node24(), [...ARGS, `lib/commands/${command}.ts`], options, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : error ? -1 : 0, said: `${stdout}${stderr}` })
    })
  })
}

describe('OPS-1: npm start ends at once, with a line for each thing that is wrong, and no secret in it', () => {
  const secret = 'a-secret-that-nobody-may-read'

  it.each<[string, Env, RegExp[]]>([
    ['a short session secret', { NEXTAUTH_SECRET: secret }, [/^NEXTAUTH_SECRET is too short/]],
    ['no key ring', { LAKEPORT_KEY_RING: '' }, [/^LAKEPORT_KEY_RING is missing/]],
    ['a key ring that is none', { LAKEPORT_KEY_RING: `k1:${secret}` }, [/^LAKEPORT_KEY_RING entry 1/]],
    ['an origin without TLS', { NEXTAUTH_URL: 'http://portal.contoso.example' }, [/^NEXTAUTH_URL must be https/]],
    ['an emulator that nobody listed', { LAKEPORT_ALLOWED_HOSTS: '127.0.0.1:3' }, [/^AZURE_AUTHORITY_HOST is not/]],
    ['any tenant', { AZURE_TENANT_ID: 'common' }, [/^AZURE_TENANT_ID must be the GUID/]],
    [
      'a default database password',
      { DATABASE_URL: 'postgres://lakeport:postgres@db.contoso.example/lakeport' },
      [/^DATABASE_URL has an empty or a default password/],
    ],
    ['debug lines', { NEXTAUTH_DEBUG: 'true' }, [/^NEXTAUTH_DEBUG is set/]],
    [
      'all at once',
      { NEXTAUTH_SECRET: secret, NEXTAUTH_URL: '', AZURE_TENANT_ID: 'consumers', AZURE_CLIENT_SECRET: '' },
      [/^NEXTAUTH_URL is/, /^No client credential/, /^NEXTAUTH_SECRET is/, /^AZURE_TENANT_ID must/],
    ],
  ])(
    '%s',
    async (_what, change, lines) => {
      const { code, said } = await start(change)
      expect(code).toBe(1)
      expect(said.trim().split('\n')).toEqual(lines.map((line) => expect.stringMatching(line)))
      expect(said).not.toContain(secret)
    },
    START_MS,
  )

  it(
    'the worker keeps to the same rules, and says that it needs a database to share',
    async () => {
      const { code, said } = await start({ NEXTAUTH_SECRET: secret }, 'worker')
      expect(code).toBe(1)
      expect(said.trim().split('\n').toSorted()).toEqual([
        expect.stringMatching(/^LAKEPORT_ROLE=worker needs DATABASE_URL/),
        expect.stringMatching(/^NEXTAUTH_SECRET is too short/),
      ])
    },
    START_MS,
  )
})
