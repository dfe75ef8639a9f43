import { describe, expect, it } from 'vitest'
import { hasWords, parseWorkspaceQuery, workspaceHref } from '@/lib/workspace/workspace-query'

describe('the address of the workspace page', () => {
  it.each([
    [{}, { tab: 'jobs', q: '', connector: '', page: '' }],
    [
      { tab: 'clusters', q: '  two words ' },
      { tab: 'clusters', q: 'two words' },
    ],
    [
      { tab: 'elsewhere', connector: '../x', page: 'a b' },
      { tab: 'jobs', connector: '', page: '' },
    ],
    [{ tab: ['warehouses', 'jobs'] }, { tab: 'warehouses' }],
    [{ page: 'x'.repeat(1_001) }, { page: '' }],
  ])('%j is read as %j', (params, expected) => {
    expect(parseWorkspaceQuery(params)).toMatchObject(expected)
  })

  it('is the shortest that says it', () => {
    expect(workspaceHref(parseWorkspaceQuery({}))).toBe('/workspace')
    const asked = parseWorkspaceQuery({ tab: 'clusters', q: 'a b', connector: 'other', page: 'x=' })
    expect(workspaceHref(asked)).toBe('/workspace?tab=clusters&q=a+b&connector=other&page=x%3D')
    expect(workspaceHref(asked, { tab: 'jobs', q: '', page: '' })).toBe('/workspace?connector=other')
    expect(parseWorkspaceQuery(Object.fromEntries(new URLSearchParams(workspaceHref(asked).slice(11))))).toEqual(
      asked,
    )
  })

  it.each([
    ['Refresh sales figures', 'SALES fresh', true],
    ['Refresh sales figures', 'sales close', false],
    ['Refresh sales figures', '', true],
    ['Cafe\u0301', 'café', true],
  ])('%s has the words of “%s”: %s', (name, q, expected) => {
    expect(hasWords(name, q)).toBe(expected)
  })
})
