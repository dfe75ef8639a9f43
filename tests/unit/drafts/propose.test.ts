import { describe, expect, it } from 'vitest'
import { draftIssues } from '@/lib/drafts/draft-issues'
import { proposeField, proposeFlow } from '@/lib/drafts/propose'
import { slugFor } from '@/lib/drafts/slug'

describe('a flow that writes itself', () => {
  it.each([
    ['region', 'EMEA', { title: 'Region', type: 'string', default: 'EMEA' }],
    ['empty', '', { title: 'Empty', type: 'string' }],
    ['dryRun', 'false', { title: 'Dry run', type: 'boolean', default: false }],
    ['as_of', '2026-11-30', { title: 'As of', type: 'string', format: 'date', default: '2026-11-30' }],
    ['no.date', '2026-13-30', { title: 'No date', type: 'string', default: '2026-13-30' }],
    ['top-n', '10', { title: 'Top n', type: 'integer', default: 10 }],
    ['limit', '-2.50', { title: 'Limit', type: 'number', default: -2.5 }],
    ['account', '0815', { title: 'Account', type: 'string', default: '0815' }],
    ['big', '9007199254740993123', { title: 'Big', type: 'string', default: '9007199254740993123' }],
    ['mapping', '{"a": [1]}', { title: 'Mapping', 'x-control': 'json', default: { a: [1] } }],
    ['broken', '{not json', { title: 'Broken', type: 'string', default: '{not json' }],
    ['note', 'one\ntwo', { title: 'Note', type: 'string', 'x-control': 'long-text', default: 'one\ntwo' }],
  ])('reads %s with default %j as %j', (name, preset, field) => {
    expect(proposeField({ name, default: preset })).toEqual(field)
  })

  it.each(['password', 'archive_password', 'api_key', 'client-secret', 'accessToken_token'])(
    'takes %s for a secret, and shows nobody the default that the job has for it',
    (name) => {
      expect(proposeField({ name, default: 'hunter2' })).toMatchObject({ writeOnly: true, 'x-control': 'secret' })
      expect(proposeField({ name, default: 'hunter2' })).not.toHaveProperty('default')
    },
  )

  it('hands every field to the parameter of its name, and is for nobody yet (AUTHZ-5)', () => {
    const parameters = [
      { name: 'b', default: '' },
      { name: 'a', default: '' },
    ]
    const content = proposeFlow({ jobId: '12', name: 'Close the month', description: undefined, parameters }, 'me')
    expect(content).toMatchObject({ title: 'Close the month', owner: 'me' })
    expect(content.definition.inputs['x-order']).toEqual(['b', 'a'])
    expect(content.definition.steps).toEqual([
      { action: 'run_now', jobId: '12', jobParameters: { b: { input: 'b' }, a: { input: 'a' } } },
    ])
    expect(content.definition.audience).toEqual({ roles: [], people: [] })
    expect(draftIssues(content)).toEqual([{ kind: 'nobody', isFatal: false }])
  })

  it.each([
    ['Refresh sales figures', 0, 'refresh-sales-figures'],
    ['Refresh sales figures', 1, 'refresh-sales-figures-2'],
    ['Überprüfung: Größe & Maß', 0, 'uberprufung-gro-e-ma'],
    ['日本語', 0, 'flow'],
    ['日本語', 2, 'flow-3'],
    [`${'long '.repeat(30)}`, 0, 'long-long-long-long-long-long-long-long-long-long-long-long'],
  ])('makes an address of the title %j, taken %i times before', (title, taken, slug) => {
    expect(slugFor(title, taken)).toBe(slug)
  })
})
