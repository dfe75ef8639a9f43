import { expect, it } from 'vitest'
import { takeStream } from '@/lib/limits/server/streams'

it('a person has at most twenty streams at a process, and another one for each that ends (REL-6)', () => {
  const releases = Array.from({ length: 20 }, () => takeStream('one'))
  expect(() => takeStream('one')).toThrow(expect.objectContaining({ code: 'too_many_requests' }))
  expect(() => takeStream('another')).not.toThrow()
  releases.pop()?.()
  expect(() => takeStream('one')).not.toThrow()
  expect(() => takeStream('one')).toThrow()
})
