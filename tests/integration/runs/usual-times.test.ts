import { sql } from 'kysely'
import { beforeAll, expect, it } from 'vitest'
import type { Database } from '@/lib/store/database'
import { selectUsualTimes } from '@/lib/store/usual-times'
import { seedRuns } from '@/tests/support/seed-runs'
import { describeOnBothStores } from '@/tests/support/stores'

describeOnBothStores('how long a run of a flow takes as a rule', (open) => {
  let db: Database['kysely']
  let flowId: string

  /** The flow's last 50 runs took 11 to 60 s: 2 s until Databricks began, 3 s for the compute. One before them took a day. */
  beforeAll(async () => {
    db = (await open()).kysely
    await seedRuns(db, 2_600)
    const { rows } = await sql<{ id: string }>`
      select flow_id as id from runs group by flow_id having count(*) > 60 order by flow_id limit 1`.execute(db)
    flowId = rows[0]?.id ?? ''
    await sql`
      update runs set status = 'Succeeded', started_at = runs.created_at + interval '2 seconds',
             ended_at = runs.created_at + case when place > 50 then interval '1 day' else (10 + place) * interval '1 second' end
        from (select id, row_number() over (order by created_at desc, id desc) as place from runs where flow_id = ${flowId}) as ranked
       where ranked.id = runs.id`.execute(db)
    await sql`
      update tasks set facts = '{"phases":{"setup":3000,"work":1000}}' from run_steps, runs
       where run_steps.id = tasks.step_id and runs.id = run_steps.run_id and runs.flow_id = ${flowId}`.execute(db)
  })

  it('is told by its last successful runs, and for what they waited', async () => {
    expect(await selectUsualTimes(db, flowId)).toEqual({
      runs: 50,
      total: { p50: 35_000, p90: 55_000 },
      queue: { p50: 2_000, p90: 2_000 },
      setup: { p50: 3_000, p90: 3_000 },
      work: { p50: 30_000, p90: 50_000 },
    })
  })

  it('is not told by fewer than five', async () => {
    await sql`
      update runs set status = 'Failed'
       where id in (select id from runs where flow_id = ${flowId} order by created_at desc, id desc offset 4)`.execute(
      db,
    )
    expect(await selectUsualTimes(db, flowId)).toBeUndefined()
  })
})
