import { expect, it } from 'vitest'
import { parseWorkspaceHost } from '@/lib/databricks/host'

const LISTED = ['127.0.0.1:4020', 'localhost:4021', 'workspace.contoso.example', '[::1]:4022', '10.1.2.3:8443']

it.each([
  ['adb-1234567890123456.7.azuredatabricks.net', 'https://adb-1234567890123456.7.azuredatabricks.net', false],
  ['https://adb-1.2.azuredatabricks.net/', 'https://adb-1.2.azuredatabricks.net', false],
  ['HTTPS://ADB-1.2.AzureDatabricks.NET:443', 'https://adb-1.2.azuredatabricks.net', false],
  ['westeurope.azuredatabricks.net', 'https://westeurope.azuredatabricks.net', false],
  ['adb-1.2.databricks.azure.us', 'https://adb-1.2.databricks.azure.us', false],
  ['adb-1.2.databricks.azure.cn', 'https://adb-1.2.databricks.azure.cn', false],
  ['http://127.0.0.1:4020', 'http://127.0.0.1:4020', true],
  ['http://localhost:4021', 'http://localhost:4021', true],
  ['http://[::1]:4022', 'http://[::1]:4022', true],
  ['https://workspace.contoso.example', 'https://workspace.contoso.example', true],
  ['10.1.2.3:8443', 'https://10.1.2.3:8443', true],
])('OUT-1: %s is called at %s, listed: %s', (text, origin, listed) => {
  expect(parseWorkspaceHost(text, LISTED)).toMatchObject({ origin, listed })
})

it.each([
  '',
  'azuredatabricks.net',
  '.azuredatabricks.net',
  'https://.azuredatabricks.net',
  'evilazuredatabricks.net',
  'adb-1.2.azuredatabricks.net.contoso.example',
  'adb-1.2.azuredatabricks.net.',
  'adb-1..azuredatabricks.net',
  'adb-1.2.azuredatabricks.net:8443',
  'http://adb-1.2.azuredatabricks.net',
  'ftp://adb-1.2.azuredatabricks.net',
  'https://user@adb-1.2.azuredatabricks.net',
  'https://adb-1.2.azuredatabricks.net@contoso.example',
  'https://adb-1.2.azuredatabricks.net/path',
  'https://adb-1.2.azuredatabricks.net?o=1',
  'https://adb-1.2.azuredatabricks.net#x',
  'https://contoso.example\\.azuredatabricks.net',
  'https://contoso.example%2f.azuredatabricks.net',
  'adb-1。2.azuredatabricks.net',
  'ａdb-1.2.azuredatabricks.net',
  ' adb-1.2.azuredatabricks.net',
  'adb-1.2.azuredatabricks.net\n',
  'adb-1.2.azuredatabricks.net\t',
  '127.0.0.1',
  'http://127.0.0.1:4023',
  'http://127.0.0.1:40200',
  'http://127.1:4020',
  'http://0x7f.0.0.1:4020',
  'http://2130706433:4020',
  'http://10.1.2.3:8443',
  'http://workspace.contoso.example',
  'https://workspace.contoso.example:8443',
  'https://other.workspace.contoso.example',
  '169.254.169.254',
])('OUT-1, OUT-3: %j is refused', (text) => {
  const refusal = { code: 'databricks_configuration', facts: { reason: 'host_refused', arrived: 'no' } }
  expect(() => parseWorkspaceHost(text, LISTED)).toThrow(expect.objectContaining(refusal))
})

it.each(['*', '*.contoso.example', 'contoso.example/..', 'x@workspace.contoso.example', ''])(
  'AUTHZ-5: the entry %j lets nobody in',
  (entry) => {
    expect(() => parseWorkspaceHost('workspace.contoso.example', [entry])).toThrow()
  },
)

it('AUTHZ-5: without entries only the Databricks zones are left', () => {
  expect(() => parseWorkspaceHost('http://127.0.0.1:4020', [])).toThrow()
})
