import { inspect } from 'node:util'
import { expect, it } from 'vitest'
import { Workspace } from '@/lib/databricks/workspace'

const TOKEN = 'canary-token-of-this-test'
const network = { allowedHosts: ['127.0.0.1:4020'] }
const workspace = new Workspace({ host: 'http://127.0.0.1:4020', token: TOKEN, network })

it('TOK-1: shows its origin and never its token', () => {
  const shown = [JSON.stringify(workspace), inspect(workspace, { depth: 9, showHidden: true }), String(workspace)]
  expect(shown.join()).not.toContain(TOKEN)
  expect(JSON.stringify(structuredClone(workspace))).not.toContain(TOKEN)
  expect(workspace.origin).toBe('http://127.0.0.1:4020')
})

it('TOK-1: blacks its token out of what others say', () => {
  expect(workspace.redact(`no such token: ${TOKEN}!`)).toBe('no such token: ***!')
})

it.each(['', 'two words', 'line\r\nX-Injected: 1', 'nul\0'])('%j is no bearer token', (token) => {
  const make = () => new Workspace({ host: 'http://127.0.0.1:4020', token, network })
  expect(make).toThrow(expect.objectContaining({ code: 'databricks_token_refused' }))
})

it('OUT-1: a host outside of the list makes no workspace', () => {
  const make = () => new Workspace({ host: 'https://contoso.example', token: TOKEN, network })
  expect(make).toThrow(expect.objectContaining({ code: 'databricks_configuration' }))
})
