import { describe, expect, it } from 'vitest'
import { errorGroupOf, patternOf } from '@/lib/runs/error-group'

describe('errors of one kind', () => {
  it.each([
    [
      'ValueError: invoice INV-2026-00317: net amount <empty> is not a number',
      'ValueError: invoice … net amount … is not a number',
    ],
    ["KeyError: 'EUR'", 'KeyError: …'],
    [
      '[TABLE_OR_VIEW_NOT_FOUND] The table or view `sales`.`orders` cannot be found. SQLSTATE: 42P01; line 1 pos 14',
      '[TABLE_OR_VIEW_NOT_FOUND] The table or view ….… cannot be found. SQLSTATE: …; line … pos …',
    ],
    ['FileNotFoundError: /Volumes/hr/salaries/kim.csv is not there', 'FileNotFoundError: … is not there'],
    ['RuntimeError: mail to kim.lee@contoso.example bounced', 'RuntimeError: mail to … bounced'],
    ['Cluster 1122-abc was terminated', 'Cluster … was terminated'],
  ])('%s', (line, group) => {
    expect(errorGroupOf(line)).toBe(group)
  })

  it('keep nothing that a person typed in quotes, as a path, as an address or with a digit (AUTHZ-4)', () => {
    const group = errorGroupOf(
      `ValueError: "Kim Lee" 'hunter2' kim@contoso.example C:\\kim 4711 /a/kim x9y "unended kim`,
    )
    for (const typed of ['Kim Lee', 'hunter2', 'contoso', 'C:', '4711', '/a/kim', 'x9y'])
      expect(group).not.toContain(typed)
  })

  it('keep nothing that was given to the run, wherever the job’s author wrote it (AUTHZ-4)', () => {
    const inputs = { name: 'Kim Lee', regions: ['EMEA', 'EMEA North'], loud: true, rate: 5, nothing: null }
    expect(errorGroupOf('ValueError: no Kim Lee in EMEA North', inputs)).toBe('ValueError: no … in …')
  })

  it('are found by the longest of what they have in common', () => {
    expect(patternOf('ValueError: invoice … net amount … is not a number')).toBe('ValueError: invoice')
    expect(patternOf('…')).toBe('')
    const line = 'RuntimeError: mail to kim.lee@contoso.example bounced'
    expect(line).toContain(patternOf(errorGroupOf(line)))
  })

  it.each(["'".repeat(400), '/'.repeat(400), '@'.repeat(400), '1a'.repeat(200), 'a.'.repeat(200), '… '.repeat(200)])(
    'take no time over %j (IO-7)',
    (line) => {
      const began = performance.now()
      for (let times = 0; times < 50; times += 1) errorGroupOf(line)
      expect(performance.now() - began).toBeLessThan(1_000)
    },
  )
})
