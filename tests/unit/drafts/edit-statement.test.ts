import { describe, expect, it } from 'vitest'
import { draftIssues } from '@/lib/drafts/draft-issues'
import { fieldsOf, putField, removeField } from '@/lib/drafts/edit-inputs'
import { proposeStatement, putStatement } from '@/lib/drafts/edit-statement'

const WAREHOUSE = 'a1b2c3d4e5f60718'
const EMPTY = proposeStatement('Orders', 'maker@contoso.example')
const put = (statement: string, sources: Record<string, string> = {}, content = EMPTY) =>
  putStatement(content, { step: '', warehouseId: WAREHOUSE, statement, sources })
const parametersOf = ({ definition: { steps } }: typeof EMPTY) =>
  steps[0]?.action === 'sql' ? steps[0].parameters : {}
const kindsOf = (content: typeof EMPTY) => draftIssues(content).map(({ kind }) => kind)

describe('a flow that is a statement', () => {
  it('is for nobody at first, runs as the person, and needs a warehouse and a text (AUTHZ-5)', () => {
    expect(EMPTY.definition).toMatchObject({ identityMode: 'as_me', audience: { roles: [], people: [] } })
    expect(kindsOf(EMPTY)).toEqual(['no_warehouse', 'no_statement', 'nobody'])
    expect(kindsOf(put('SELECT 1'))).toEqual(['nobody'])
  })

  it('writes its form itself: a marker that is new gets a field of its name', () => {
    const content = put('SELECT :region, :day')
    expect(fieldsOf(content.definition.inputs).map(({ name }) => name)).toEqual(['region', 'day'])
    expect(parametersOf(content)).toEqual({
      region: { input: 'region', type: 'STRING' },
      day: { input: 'day', type: 'STRING' },
    })
    expect(kindsOf(content)).toEqual(['nobody'])
  })

  it('keeps what was chosen for a marker, and forgets it with the marker', () => {
    const chosen = put('SELECT :region, :day', {
      ...{
        'from.region': 'text',
        'text.region': 'EMEA',
        'from.day': 'field:day',
        'type.day': 'DATE',
        'type.x': 'DATE',
      },
    })
    const expected = { region: { value: 'EMEA', type: 'STRING' }, day: { input: 'day', type: 'DATE' } }
    expect(parametersOf(chosen)).toEqual(expected)
    expect(parametersOf(put('SELECT :day, :region', {}, chosen))).toEqual(expected)
    expect(parametersOf(put('SELECT :day', {}, chosen))).toEqual({ day: expected.day })
  })

  it('follows its fields: a new name goes along, and what lost its field is not published', () => {
    const content = put('SELECT :day')
    const renamed = putField(content, 'day', { name: 'date', property: { type: 'string' }, required: true })
    expect(parametersOf(renamed)).toEqual({ day: { input: 'date', type: 'STRING' } })
    const removed = removeField(content, 'day')
    expect(draftIssues(removed)).toContainEqual({ kind: 'unbound', name: 'day', isFatal: true })
  })

  it('is given no secret: what became one later is not published either (OPS-7)', () => {
    const content = put('SELECT :word')
    const secret = { name: 'word', property: { type: 'string', writeOnly: true }, required: false } as const
    const broken = putField(content, 'word', secret)
    expect(draftIssues(broken)).toContainEqual({ kind: 'secret', name: 'word', isFatal: true })
  })
})
