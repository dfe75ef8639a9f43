import { expect, it } from 'vitest'
import { type ErrorCode, STATUS_OF } from '@/lib/errors'
import { definitionWords } from '@/lib/language/en/definition-words'
import { en } from '@/lib/language/en/english'
import { fieldWords } from '@/lib/language/en/field-words'
import { importWords } from '@/lib/language/en/import-words'
import { jobWords } from '@/lib/language/en/job-words'
import { policyWords } from '@/lib/language/en/policy-words'
import { securityWords } from '@/lib/language/en/security-words'
import { statementWords } from '@/lib/language/en/statement-words'
import { stepWords } from '@/lib/language/en/step-words'
import { testWords } from '@/lib/language/en/test-words'
import { languageFor } from '@/lib/language/words'

it.each([
  null,
  '',
  'en',
  'en-GB,en;q=0.9',
  'de-DE,de;q=0.9,en;q=0.8',
  'de',
  '*',
  'en;q=0',
  'EN-us',
  'constructor',
  '__proto__, toString;q=0.9',
  ';;;,,,q=1',
  'en;q=abc',
  'en;q=9.9.9',
  `${'de,'.repeat(10_000)}`,
])('%j is answered in English, the one language there is', (header) => {
  expect(languageFor(header)).toEqual({ code: 'en', words: en })
})

it('OPS-8: every error says what happened and what to do next, and shows no inner workings', () => {
  expect(Object.keys(en.errors).toSorted()).toEqual(Object.keys(STATUS_OF).toSorted())
  for (const code of Object.keys(STATUS_OF) as ErrorCode[]) {
    const { title, next } = en.errors[code]({})
    expect(title, code).toMatch(/\S/)
    expect(next, code).toMatch(/\.$/)
    expect(`${title} ${next}`, code).not.toMatch(/undefined|AADSTS|SQL|stack|\bat \/|Bearer/)
  }
})

it('OPS-8: says the facts that there are', () => {
  expect(en.errors.databricks_no_right({ missing: 'Can View' }).title).toContain('“Can View”')
  expect(en.errors.databricks_network_blocked({ address: '20.0.0.7' }).title).toContain('20.0.0.7')
  expect(en.errors.databricks_refused({ errorCode: 'QUOTA_EXCEEDED' }).title).toContain('QUOTA_EXCEEDED')
})

it('has no empty text anywhere', () => {
  const empty: string[] = []
  walk(en, 'en', (path, text) => {
    if (text.trim() === '') empty.push(path)
  })
  expect(empty).toEqual([])
})

it('has no text that another part of the same catalogue hides', () => {
  const parts = {
    make: [fieldWords, stepWords, jobWords, statementWords],
    connectors: [definitionWords, testWords, securityWords, policyWords, importWords],
  }
  for (const [name, all] of Object.entries(parts)) {
    expect(en[name as keyof typeof parts], name).toMatchObject(Object.assign({}, ...all))
    const keys = all.flatMap((part) => Object.keys(part))
    expect(
      keys.filter((key, at) => keys.indexOf(key) !== at),
      name,
    ).toEqual([])
  }
})

function walk(value: unknown, path: string, onText: (path: string, text: string) => void): void {
  if (typeof value === 'string') onText(path, value)
  else if (typeof value === 'object' && value !== null) {
    for (const [name, inner] of Object.entries(value)) walk(inner, `${path}.${name}`, onText)
  }
}
