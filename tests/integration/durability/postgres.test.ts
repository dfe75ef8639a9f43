import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hasPostgres } from '@/tests/support/postgres'
import { emptyPostgresUrl } from '@/tests/support/stores'
import { killRound, type People } from './kill-rounds'
import { KilledPortal } from './killed-portal'

const LONG_MS = 600_000
const KILLS = 5

describe.skipIf(!hasPostgres())('a portal on PostgreSQL that is killed in the middle of everything', () => {
  let portal: KilledPortal
  let people: People
  beforeAll(async () => {
    portal = await KilledPortal.start({ databaseUrl: await emptyPostgresUrl() })
    people = {
      follower: await portal.signIn('maker@contoso.example'),
      presser: await portal.signIn('user@contoso.example'),
    }
  }, LONG_MS)
  afterAll(() => portal?.stack.close(), LONG_MS)

  it('loses no run, doubles none, and is right soon after its restart', { timeout: LONG_MS }, async () => {
    const rightAfter: number[] = []
    for (let round = 1; round <= KILLS; round += 1) rightAfter.push(await killRound(portal, people, round))
    console.info(`right after ${rightAfter.map((ms) => `${(ms / 1_000).toFixed(1)} s`).join(', ')}`)
    expect(rightAfter).toHaveLength(KILLS)
    expect(await portal.databricks.runs()).toHaveLength(KILLS * 8)
  })
})
