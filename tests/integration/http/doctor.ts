import { describe, expect, it } from 'vitest'
import { runCommand } from '../../support/commands'
import type { PortalOfTest } from './portal-of-test'

const LONG_MS = 120_000

/** `npm run doctor` as it is shipped, beside a portal that runs. */
export function doctorTests(portal: () => PortalOfTest): void {
  describe('the doctor beside a portal', () => {
    it(
      'finds it well, asks it for what it alone can see, and ends with 0',
      async () => {
        const { stack, open } = portal()
        const { code, out, err } = await runCommand('doctor', ['--json'], stack.env)
        const { ok, findings } = JSON.parse(out)
        expect(findings.filter(({ verdict }: { verdict: string }) => verdict === 'fail')).toEqual([])
        expect({ ok, code, err }).toEqual({ ok: true, code: 0, err: '' })
        expect(findings).toContainEqual(
          expect.objectContaining({
            check: 'database',
            verdict: 'ok',
            says: expect.stringMatching(/has the embedded database open, and says that it is ready\.$/),
          }),
        )
        expect(findings).toContainEqual(expect.objectContaining({ check: 'public URL', verdict: 'ok' }))
        const others = findings.filter(({ verdict }: { verdict: string }) => verdict !== 'ok')
        expect(others.map(({ check, verdict }: Record<string, string>) => `${verdict} ${check}`)).toEqual([
          'warn key ring',
        ])
        expect((await open().get('/api/health/ready')).status).toBe(200)
      },
      LONG_MS,
    )

    it(
      'says each thing that is wrong in a line of plain text, without a secret, and ends with 1',
      async () => {
        const { stack } = portal()
        const secrets = { AZURE_CLIENT_SECRET: 'Kestrel-71-plumage', NEXTAUTH_SECRET: 'Kestrel-72-plumage' }
        const wrong = { ...stack.env, ...secrets, AZURE_TENANT_ID: '' }
        const [{ code, out, err }, misspelt] = await Promise.all([
          runCommand('doctor', [], wrong),
          runCommand('doctor', ['--repair'], wrong),
        ])
        expect(misspelt).toEqual({ code: 1, out: '', err: 'npm run doctor, or npm run doctor --silent -- --json\n' })
        expect({ code, err }).toEqual({ code: 1, err: '' })
        const lines = out.trimEnd().split('\n')
        expect(lines).toContainEqual(expect.stringMatching(/^fail {2}settings +AZURE_TENANT_ID is missing/))
        expect(lines).toContainEqual(expect.stringMatching(/^fail {2}settings +NEXTAUTH_SECRET is too short/))
        expect(lines).toContainEqual(expect.stringMatching(/^warn {2}Entra ID +Not looked at/))
        expect(lines).toContainEqual(expect.stringMatching(/^ok {4}workspace +http/))
        expect(lines.at(-1)).toMatch(/^\d+ ok, \d+ to look at, 2 to mend\.$/)
        for (const line of lines.slice(0, -2)) expect(line).toMatch(/^(ok|warn|fail) +\S/)
        for (const secret of [...Object.values(secrets), stack.env.LAKEPORT_KEY_RING?.split(':')[1] ?? '']) {
          expect(secret).not.toBe('')
          expect(out).not.toContain(secret)
        }
      },
      LONG_MS,
    )
  })
}
