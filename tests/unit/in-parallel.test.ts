import { expect, it } from 'vitest'
import { inParallel } from '@/lib/in-parallel'

const turn = () => new Promise<void>((resolve) => setImmediate(resolve))

it('answers in the order of the items, with no more than so many under way', async () => {
  let underWay = 0
  let most = 0
  const doubled = await inParallel([5, 1, 4, 2, 3], 2, async (turns) => {
    underWay += 1
    most = Math.max(most, underWay)
    for (let passed = 0; passed < turns; passed += 1) await turn()
    underWay -= 1
    return turns * 2
  })
  expect(doubled).toEqual([10, 2, 8, 4, 6])
  expect(most).toBe(2)
})

it('does nothing for no items, and fails with the first that fails', async () => {
  expect(await inParallel([], 3, turn)).toEqual([])
  await expect(inParallel([1, 2, 3], 3, async (item) => Promise.reject(new Error(`${item}`)))).rejects.toThrow('1')
})
