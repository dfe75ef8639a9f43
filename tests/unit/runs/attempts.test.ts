import { expect, it } from 'vitest'
import { latestAttempts } from '@/lib/runs/attempts'

const main0 = { taskKey: 'main', attemptNumber: 0, startTime: 1_000 }
const main1 = { taskKey: 'main', attemptNumber: 1, startTime: 2_000 }
const main2 = { taskKey: 'main', attemptNumber: 2, startTime: 3_000 }
const load0 = { taskKey: 'load', attemptNumber: 0, startTime: 4_000 }

it('folds the attempts of a task under the highest one, wherever they stand', () => {
  expect(latestAttempts([main1, load0, main2, main0])).toEqual([
    { latest: main2, earlier: [main0, main1] },
    { latest: load0, earlier: [] },
  ])
})

it('where a repair counts anew, the later start is the latest', () => {
  const repaired = { taskKey: 'load', attemptNumber: 0, startTime: 9_000 }
  expect(latestAttempts([repaired, load0])).toEqual([{ latest: repaired, earlier: [load0] }])
})

it('an attempt that has not begun is newer than one that has', () => {
  const waiting = { taskKey: 'load', attemptNumber: 0, startTime: undefined }
  expect(latestAttempts([waiting, load0])).toEqual([{ latest: waiting, earlier: [load0] }])
})

it('a run without tasks has none', () => {
  expect(latestAttempts([])).toEqual([])
})
