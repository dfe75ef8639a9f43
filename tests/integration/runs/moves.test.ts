import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { FOLLOWED, MOVES, type MoveName, type RunState, UNSUBMITTED } from '@/lib/runs/run-state'
import { updateFollowedRun } from '@/lib/store/followed-runs'
import { markSending, moveRun } from '@/lib/store/run-moves'
import { describePortal } from '@/tests/support/in-process-portal'
import { SAMPLE_FLOWS } from './sample-flows'

const STATES: readonly RunState[] = [...UNSUBMITTED, ...FOLLOWED, 'done', 'refused', 'lost']
const NAMES = Object.keys(MOVES) as MoveName[]
const FOLLOWING = ['see', 'end', 'vanish'] as const

const startsFrom = (name: MoveName, state: RunState) => MOVES[name].from.some((from) => from === state)

describePortal('a move of a run', SAMPLE_FLOWS, (portal) => {
  const db = () => portal.store().kysely
  const pressed = async (): Promise<string> => {
    const runId = await portal.press(await portal.signIn('user@contoso.example'), 'ping-lakehouse')
    await portal.stopLoops()
    return runId
  }
  /** As some other process left it. */
  const put = async (runId: string, state: RunState) => {
    await sql`update runs set state = ${state} where id = ${runId}`.execute(db())
    await sql`delete from moves`.execute(db())
  }
  const stateOf = async (runId: string) =>
    (await db().selectFrom('runs').select('state').where('id', '=', runId).executeTakeFirstOrThrow()).state

  it.each(FOLLOWING)(
    'by whoever follows it, "%s", is made from its own states and no other (RUN-4)',
    async (move) => {
      const runId = await pressed()
      for (const state of STATES) {
        await put(runId, state)
        const moved = await updateFollowedRun(db(), runId, { move, status: 'Running', endedAt: undefined })
        expect([state, moved !== undefined]).toEqual([state, startsFrom(move, state)])
        expect(await stateOf(runId)).toBe(moved ? MOVES[move].to : state)
      }
    },
  )

  it('by whoever submits it is made where it was seen, and nowhere else (RUN-4)', async () => {
    const runId = await pressed()
    for (const move of NAMES) {
      for (const seen of STATES.filter((state) => startsFrom(move, state))) {
        for (const stands of STATES) {
          await put(runId, stands)
          expect(await moveRun(db(), { runId, state: seen }, move, {})).toBe(seen === stands)
          expect(await stateOf(runId)).toBe(seen === stands ? MOVES[move].to : stands)
        }
      }
    }
  })

  it('to its call is made from the states before an answer, and by the holder of its lease alone (RUN-4)', async () => {
    const runId = await pressed()
    const [owner, other] = [randomUUID(), randomUUID()]
    await sql`update runs set lease_owner = ${owner} where id = ${runId}`.execute(db())
    const budget = { origin: 'https://one.contoso.example', callsPerSecond: 1_000 }
    for (const state of STATES) {
      await put(runId, state)
      expect(await markSending(db(), { id: runId, owner: other }, budget)).toMatchObject({ marked: false })
      expect(await stateOf(runId)).toBe(state)
      const { marked } = await markSending(db(), { id: runId, owner }, budget)
      expect([state, marked]).toEqual([state, startsFrom('send', state)])
      expect(await stateOf(runId)).toBe(marked ? MOVES.send.to : state)
    }
  })

  it('is made once when two processes end a run in two ways at once (RUN-4)', async () => {
    const runId = await pressed()
    await put(runId, 'running')
    const ends = await Promise.all(
      (['end', 'vanish'] as const).map((move) =>
        updateFollowedRun(db(), runId, { move, status: 'Unknown', endedAt: new Date() }),
      ),
    )
    expect(ends.filter((moved) => moved !== undefined)).toHaveLength(1)
    expect(await stateOf(runId)).toBe(ends[0] ? 'done' : 'lost')
  })
})
