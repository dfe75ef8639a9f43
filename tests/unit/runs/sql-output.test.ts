import { expect, it } from 'vitest'
import { type SqlTold, sqlOutput } from '@/lib/runs/sql-output'

const ORIGIN = 'https://adb-1.2.azuredatabricks.net'
const told = (more: Partial<SqlTold>): SqlTold => ({
  ...{ queryOutput: undefined, alertOutput: undefined, dashboardOutput: undefined },
  ...more,
})
const query = (outputLink: string | undefined, queryText = 'SELECT 1') =>
  told({ queryOutput: { queryText, outputLink } })

it('a query keeps its text, and the link to its rows', () => {
  expect(sqlOutput(query(`${ORIGIN}/sql/queries/7`), ORIGIN)).toEqual({
    kind: 'sql',
    query: 'SELECT 1',
    url: `${ORIGIN}/sql/queries/7`,
    truncated: false,
  })
})

it.each([
  'https://evil.example/sql',
  'http://adb-1.2.azuredatabricks.net/sql',
  'https://adb-1.2.azuredatabricks.net:8443/sql',
  'https://user@adb-1.2.azuredatabricks.net/sql',
  'javascript:alert(1)',
  'data:text/html,1',
  '//evil.example/',
  '',
])('a link that leads elsewhere is none, wherever it stands (IO-10): %s', (link) => {
  const widget = { widgetTitle: 'a', outputLink: link, status: 'SUCCESS', error: undefined }
  const everywhere = told({
    alertOutput: { queryText: 'SELECT 1', outputLink: link, alertState: 'OK' },
    dashboardOutput: { widgets: [widget] },
  })
  expect(sqlOutput(query(link), ORIGIN)).not.toHaveProperty('url')
  expect(sqlOutput(everywhere, ORIGIN)).toEqual({
    ...{ kind: 'sql', query: 'SELECT 1', alert: 'OK', truncated: false },
    widgets: [{ title: 'a', status: 'SUCCESS' }],
  })
})

it('an alert that tells no state is not known', () => {
  const alertOutput = { queryText: undefined, outputLink: undefined, alertState: undefined }
  expect(sqlOutput(told({ alertOutput }), ORIGIN)).toEqual({ kind: 'sql', alert: 'UNKNOWN', truncated: false })
})

it('what is too long is cut, and says so', () => {
  const left = sqlOutput(query(undefined, 'x'.repeat(100_001)), ORIGIN)
  expect(left?.query).toHaveLength(100_000)
  expect(left?.truncated).toBe(true)
  const widgets = Array.from({ length: 101 }, () => ({
    ...{ widgetTitle: 'w', outputLink: undefined, status: 'FAILED', error: { message: 'x'.repeat(2_000) } },
  }))
  const board = sqlOutput(told({ dashboardOutput: { widgets } }), ORIGIN)
  expect(board?.widgets).toHaveLength(100)
  expect(board?.widgets?.[0]?.message).toHaveLength(1_000)
  expect(board?.truncated).toBe(true)
})

it('nothing told is nothing left', () => {
  expect(sqlOutput(told({}), ORIGIN)).toBeUndefined()
})
