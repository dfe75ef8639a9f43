import { expect, it } from 'vitest'
import { permittedRunId } from '@/lib/runs/server/permitted-run'
import { selectRun } from '@/lib/store/run-views'
import { describePortal } from '@/tests/support/in-process-portal'
import { SAMPLE_FLOWS } from './sample-flows'

describePortal("a run's number", SAMPLE_FLOWS, (portal) => {
  it('leads its owner and an Admin to the run, and nobody else anywhere (AUTHZ-4)', async () => {
    const user = await portal.signIn('user@contoso.example')
    const runId = await portal.press(user, 'ping-lakehouse')
    const number = (await selectRun(portal.store().kysely, runId))?.number ?? 0
    expect(await permittedRunId(user, number)).toBe(runId)
    expect(await permittedRunId(await portal.signIn('admin@contoso.example'), number)).toBe(runId)

    const other = await portal.signIn('user2@contoso.example')
    const refusals = await Promise.all(
      [number, number + 1, 9_999_999_999].map((asked) =>
        permittedRunId(other, asked).catch((error: unknown) => error),
      ),
    )
    expect(refusals[0]).toMatchObject({ code: 'not_found' })
    expect(refusals.map(String)).toEqual(Array(3).fill(String(refusals[0])))
    const rows = await portal.store().kysely.selectFrom('audit').select(['target', 'outcome', 'reason']).execute()
    expect(rows).toContainEqual({ target: `run:${runId}`, outcome: 'refused', reason: 'not_owner' })
  })
})
