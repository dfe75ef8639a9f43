import { expect, it } from 'vitest'
import { readablePath } from '@/lib/http/readable-path'

it.each([
  ['/', '/'],
  ['/flows/refresh-sales?from=1', '/flows/refresh-sales?from=1'],
  ['/flows/%C3%A4', '/flows/%C3%A4'],
  ['/runs?q=%', '/runs?q=%'],
  ['/runs?q=%E0%A4%A', '/runs?q=%E0%A4%A'],
])('%s is read as it is', (url, read) => {
  expect(readablePath(url)).toBe(read)
})

it.each([
  ['/flows/%E0%A4%A', '/flows/%25E0%25A4%25A'],
  ['/%', '/%25'],
  ['/flows/%zz/%C3%A4?q=%zz#%', '/flows/%25zz/%C3%A4?q=%zz#%'],
  ['//%ff', '//%25ff'],
])('%s names what it says literally, so it is found or not like any other name (IO-1)', (url, read) => {
  expect(readablePath(url)).toBe(read)
  expect(() => decodeURIComponent(read.split('?')[0] ?? '')).not.toThrow()
})
