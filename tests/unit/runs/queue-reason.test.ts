import { expect, it } from 'vitest'
import { queueReasonOf, queueReasonText } from '@/lib/runs/queue-reason'

const SENTENCE = 'Queued due to reaching maximum concurrent runs of 1.'
const CODE = 'MAX_CONCURRENT_RUNS_REACHED'

it.each([
  ['a code and a sentence', { code: CODE, message: SENTENCE }, `${CODE}: ${SENTENCE}`],
  ['a code alone', { code: CODE, message: undefined }, CODE],
  ['a sentence alone', { code: undefined, message: SENTENCE }, SENTENCE],
  ['a code of tomorrow', { code: 'A_LIMIT_OF_TOMORROW', message: 'x' }, 'A_LIMIT_OF_TOMORROW: x'],
])('why a run waits is kept and read again: %s', (_which, reason, text) => {
  expect(queueReasonText(reason)).toBe(text)
  expect(queueReasonOf(text)).toEqual(reason)
})

it('nothing is kept of nothing, and of what is no code the sentence alone', () => {
  expect(queueReasonText({ code: undefined, message: undefined })).toBeUndefined()
  expect(queueReasonText({ code: '', message: '' })).toBeUndefined()
  expect(queueReasonText({ code: 'some words', message: SENTENCE })).toBe(SENTENCE)
})
