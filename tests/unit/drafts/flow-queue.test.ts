import { describe, expect, it } from 'vitest'
import { proposeStatement } from '@/lib/drafts/edit-statement'
import { putQueue, readQueue } from '@/lib/drafts/flow-queue'
import { make } from '@/lib/language/en/make'

describe('the queue of a flow', () => {
  it.each<[string, string, unknown]>([
    ['1', '0', { atOnce: 1, waiting: 0 }],
    ['100', '100', { atOnce: 100, waiting: 100 }],
    [' ', '', undefined],
  ])('is read from %j at once and %j waiting', (atOnce, waiting, queue) => {
    expect(readQueue({ atOnce, waiting }, make)).toEqual({ ok: true, value: queue })
  })

  it.each<[string, string, string]>([
    ['0', '1', 'atOnce'],
    ['101', '1', 'atOnce'],
    ['', '1', 'atOnce'],
    ['1', '', 'waiting'],
    ['1', '-1', 'waiting'],
    ['1', '101', 'waiting'],
  ])('is refused beside its control: %j at once, %j waiting (IO-1)', (atOnce, waiting, field) => {
    expect(readQueue({ atOnce, waiting }, make)).toMatchObject({ ok: false, issues: [{ field }] })
  })

  it('can be taken away again', () => {
    const content = proposeStatement('A flow', 'me')
    const limited = putQueue(content, { atOnce: 1, waiting: 2 })
    expect(limited.definition.queue).toEqual({ atOnce: 1, waiting: 2 })
    expect(putQueue(limited, undefined)).toEqual(content)
  })
})
