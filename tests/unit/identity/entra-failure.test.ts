import { expect, it } from 'vitest'
import { MEANINGS } from '@/emulators/entra/aadsts'
import { ENTRA_FAILURE_KINDS, failureOf, type Mender, menderOf, numbersOf } from '@/lib/identity/entra-failure'
import { aadstsOf } from '@/lib/identity/sign-in-problem'
import { entraFailures } from '@/lib/language/en/entra-failures'

const TRACE = 'Trace ID: 00000000-0000-4000-8000-000000000001 Correlation ID: x Timestamp: 2026-11-23 08:00:00Z'

it.each<[number: string, mender: Mender]>([
  ['50011', 'entra'],
  ['500113', 'entra'],
  ['700016', 'portal'],
  ['90002', 'portal'],
  ['50194', 'portal'],
  ['500011', 'entra'],
  ['650052', 'entra'],
  ['650057', 'entra'],
  ['65005', 'entra'],
  ['650056', 'entra'],
  ['65001', 'entra'],
  ['65004', 'person'],
  ['90094', 'entra'],
  ['90095', 'entra'],
  ['50105', 'entra'],
  ['50058', 'person'],
  ['50072', 'person'],
  ['50074', 'person'],
  ['50076', 'person'],
  ['50078', 'person'],
  ['50079', 'person'],
  ['53000', 'entra'],
  ['53003', 'entra'],
  ['530032', 'entra'],
  ['530035', 'entra'],
  ['530003', 'entra'],
  ['50173', 'person'],
  ['70043', 'person'],
  ['700082', 'person'],
  ['70008', 'person'],
  ['700084', 'entra'],
  ['70000', 'person'],
  ['9002313', 'person'],
  ['54005', 'person'],
  ['501481', 'person'],
  ['700005', 'portal'],
  ['50013', 'person'],
  ['500133', 'person'],
  ['7000114', 'entra'],
  ['7000215', 'portal'],
  ['7000222', 'portal'],
  ['7000218', 'portal'],
  ['7000112', 'entra'],
  ['700027', 'entra'],
  ['70011', 'portal'],
  ['28002', 'portal'],
  ['700022', 'portal'],
  ['50020', 'person'],
  ['50034', 'person'],
  ['51004', 'person'],
  ['90072', 'person'],
  ['50057', 'entra'],
  ['50196', 'wait'],
  ['90033', 'wait'],
  ['90055', 'wait'],
])('OPS-8: AADSTS%s, in the words of Entra ID, is told with who mends it', (number, mender) => {
  const known = Object.entries(MEANINGS).find(([of]) => of === number)?.[1]
  const found = aadstsOf(`AADSTS${number}: ${known?.text ?? 'Somewhat went wrong.'} ${TRACE}`)
  const failure = failureOf(`AADSTS${found}`)
  if (!failure) throw new Error(`Nobody has words for ${number}`)
  expect(menderOf(failure)).toBe(mender)
  const { means, remedy } = entraFailures.texts[failure]
  expect(entraFailures.sentence(failure)).toBe(`${means} ${entraFailures.menders[mender]}: ${remedy}`)
  for (const text of [means, remedy]) expect(text).toMatch(/^[A-Z].*\.$/)
})

it('OPS-8: no number has two explanations, and one that nobody knows has none', () => {
  const all = ENTRA_FAILURE_KINDS.flatMap(numbersOf)
  expect(new Set(all).size).toBe(all.length)
  for (const text of ['AADSTS999999', '', 'constructor', undefined]) expect(failureOf(text)).toBeUndefined()
})
