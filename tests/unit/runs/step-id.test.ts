import { expect, it } from 'vitest'
import { stepIdOf } from '@/lib/runs/server/step-id'

const RUN = '01a2078f-341b-740b-9aa2-4534b4b9ff08'
const OTHER = '01a2078f-341b-740b-9aa2-4534b4b9ff09'

it('an attempt has one token, whoever computes it and however often: also after a restore (RUN-2, OPS-4)', () => {
  const places = [0, 1, 10].flatMap((position) => [1, 2, 11].map((attempt) => ({ position, attempt })))
  const ids = [RUN, OTHER].flatMap((run) => places.map((place) => stepIdOf(run, place)))
  expect(new Set(ids).size).toBe(ids.length)
  expect([RUN, OTHER].flatMap((run) => places.map((place) => stepIdOf(run, place)))).toEqual(ids)
  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
})
