import { expect, it } from 'vitest'
import { runPageUrl } from '@/lib/runs/run-page-url'

const ORIGIN = 'https://adb-1234567890123456.7.azuredatabricks.net'

it('a link that only admins can use becomes one for everybody', () => {
  const given = `${ORIGIN}/?o=1234567890123456#job/625234784902960/run/890553971536365`
  const usable = `${ORIGIN}/jobs/625234784902960/runs/890553971536365?o=1234567890123456`
  expect(runPageUrl(given, ORIGIN)).toBe(usable)
})

it('a link without a workspace id, or with a made-up one, gets none', () => {
  expect(runPageUrl(`${ORIGIN}/#job/1/run/2`, ORIGIN)).toBe(`${ORIGIN}/jobs/1/runs/2`)
  expect(runPageUrl(`${ORIGIN}/?o=%22onload#job/1/run/2`, ORIGIN)).toBe(`${ORIGIN}/jobs/1/runs/2`)
})

it('a link in the newer form stays as it is', () => {
  expect(runPageUrl(`${ORIGIN}/jobs/1/runs/2?o=3`, ORIGIN)).toBe(`${ORIGIN}/jobs/1/runs/2?o=3`)
})

it("the connection's own origin counts when it is http on loopback", () => {
  const emulator = 'http://127.0.0.1:4020'
  expect(runPageUrl(`${emulator}/?o=5#job/1/run/2`, emulator)).toBe(`${emulator}/jobs/1/runs/2?o=5`)
})

it.each([
  undefined,
  '',
  'nonsense',
  'javascript:alert(1)//#job/1/run/2',
  'data:text/html,<script>alert(1)</script>',
  `http://adb-1234567890123456.7.azuredatabricks.net/?o=1#job/1/run/2`,
  'https://adb-1234567890123456.7.azuredatabricks.net.contoso.example/?o=1#job/1/run/2',
  'https://adb-1234567890123456.7.azuredatabricks.net:8443/#job/1/run/2',
  'https://user:secret@adb-1234567890123456.7.azuredatabricks.net/#job/1/run/2',
])('IO-10: %s is no link', (given) => {
  expect(runPageUrl(given, ORIGIN)).toBeUndefined()
})
