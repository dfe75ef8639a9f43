import { randomUUID } from 'node:crypto'
import { afterAll, expect, it } from 'vitest'
import { until } from '@/tests/support/until'
import { openFlow } from '../http/press'
import type { ThreeProcesses } from './cluster-of-test'

const UPN = 'user@contoso.example'
const SLUG = 'ping-lakehouse'
const PRESSES_EACH = 20
const ROUNDS = 2

/** Both portals hold the same person's tokens, and renew them as one. */
export function oneToken(cluster: () => ThreeProcesses): void {
  afterAll(() => cluster().entra.setMode({ refreshTokens: 'lenient', accessTokenSeconds: null }))
  const renewals = async (since: number) =>
    (await cluster().entra.requests(since)).filter(({ grantType }) => grantType === 'refresh_token')
  const lastOf = async (control: 'entra' | 'databricks') =>
    (await cluster()[control].requests()).at(-1)?.sequence ?? 0

  /** Signed in with a token that must be renewed before its first use; the one that comes then lasts. */
  async function signedInForShort() {
    const { entra, open } = cluster()
    const browser = open()
    await browser.signIn(UPN)
    const { form } = await openFlow(browser, SLUG)
    await entra.setMode({ accessTokenSeconds: 200 })
    await browser.signIn(UPN)
    await entra.setMode({ accessTokenSeconds: null })
    return { browser, form }
  }

  it.each(['lenient', 'single-use'] as const)(
    'renew it once for 20 presses at each of them, time after time, with %s refresh tokens (TOK-6)',
    { timeout: 240_000 },
    async (refreshTokens) => {
      const { entra, at, calls, databricks } = cluster()
      await entra.setMode({ refreshTokens })
      for (let round = 1; round <= ROUNDS; round += 1) {
        const { browser, form } = await signedInForShort()
        const [asked, called] = [await lastOf('entra'), await lastOf('databricks')]
        const keys = Array.from({ length: 2 * PRESSES_EACH }, () => randomUUID())
        const answers = await Promise.all(
          keys.map((key, index) => {
            const posted = new FormData()
            for (const [name, value] of form) posted.set(name, value)
            posted.set('clientKey', key)
            return at(index % 2 === 0 ? 'first' : 'second', browser).post(`/flows/${SLUG}`, posted)
          }),
        )
        expect(answers.map(({ status }) => status)).toEqual(keys.map(() => 303))
        const started = await until(
          () => calls('POST /api/2.2/jobs/run-now', called),
          (seen) => seen.filter(({ status }) => status === 200).length >= keys.length,
        )
        expect(started.map(({ upn, status }) => [upn, status])).toEqual(keys.map(() => [UPN, 200]))
        expect((await renewals(asked)).map(({ upn, status }) => [upn, status])).toEqual([[UPN, 200]])
        await databricks.advanceClock(60_000)
      }
    },
  )
}
