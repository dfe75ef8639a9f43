import { setTimeout as pause } from 'node:timers/promises'
import { startBackground } from '@/lib/runs/server/background'
import { query } from '@/lib/store/current'

/** Submits and follows as a worker does, and prints where each run stands whenever that changes, until it is killed. */
await startBackground()
let told = ''
for (;;) {
  const runs = await query((db) => db.selectFrom('runs').select(['step_position', 'state']).orderBy('id').execute())
  const stands = runs.map(({ step_position, state }) => `${step_position} ${state}`).join(', ')
  if (stands !== told) console.log(stands)
  told = stands
  await pause(20)
}
