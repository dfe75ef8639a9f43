import { describe, expect, it } from 'vitest'
import { cursorText, parseConnectionQuery, parseCursor, statusOf } from '@/lib/connections/connection-query'

const ID = '0193d0f2-6b1a-7c3e-9a40-2f6d8e1b5c77'

describe('the status of a connection', () => {
  it.each([
    [undefined, 'connected'],
    [{ code: 'connection_removed', facts: { by: 'person' } }, 'removed'],
    [{ code: 'connection_removed', facts: { by: 'admin' } }, 'revoked'],
    [{ code: 'consent_needed', facts: {} }, 'consent'],
    [{ code: 'connection_expired', facts: {} }, 'signIn'],
    [{ code: 'sign_in_challenged', facts: {} }, 'signIn'],
    [{ code: 'databricks_token_refused', facts: {} }, 'signIn'],
    [{ code: 'access_ended', facts: {} }, 'error'],
  ])('with the problem %j is %s', (problem, expected) => {
    expect(statusOf({ problem })).toBe(expected)
  })

  it('of none is that there is none', () => {
    expect(statusOf(undefined)).toBe('none')
  })
})

describe('where a page of connections begins', () => {
  it('is read as it was written, whatever a name holds', () => {
    const cursor = { id: ID, userName: 'a~b c@contoso.example' }
    expect(parseCursor(cursorText(cursor))).toEqual(cursor)
  })

  it.each([
    [
      { connector: 'azure-databricks', after: `${ID}~a` },
      { connector: 'azure-databricks', after: { id: ID, userName: 'a' } },
    ],
    [
      { connector: "x'\0", after: 'x' },
      { connector: '', after: undefined },
    ],
  ])('is read from %j', (params: Readonly<Record<string, string>>, expected) => {
    expect(parseConnectionQuery((name) => params[name] ?? '')).toEqual(expected)
  })

  it.each([`${ID}~a\0`, '', ID, `${ID}x~a`, "'~a", '~'])('is the beginning for %j', (text) => {
    expect(parseCursor(text)).toBeUndefined()
  })
})
