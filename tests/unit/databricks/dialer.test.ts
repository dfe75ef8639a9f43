import { expect, it } from 'vitest'
import { guardedLookup, type Resolve } from '@/lib/databricks/dialer'
import type { WorkspaceHost } from '@/lib/databricks/host'

const OPEN: WorkspaceHost = {
  origin: 'https://adb-1.2.azuredatabricks.net',
  hostname: 'adb-1.2.azuredatabricks.net',
  listed: false,
}
const LISTED: WorkspaceHost = { origin: 'https://dbx.contoso.example', hostname: 'dbx.contoso.example', listed: true }
const LOOPBACK: WorkspaceHost = { origin: 'http://localhost:4020', hostname: 'localhost', listed: true }

/** What the socket is told: the addresses to dial, or the error. */
function dialled(host: WorkspaceHost, resolve: Resolve): Promise<unknown> {
  return new Promise((settle) => {
    guardedLookup(host, resolve)(host.hostname, { all: true }, (error, addresses) => settle(error ?? addresses))
  })
}

function answers(...addresses: string[]): Resolve {
  return async () => addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))
}

const REFUSED = expect.objectContaining({
  code: 'databricks_configuration',
  facts: { reason: 'address_refused', arrived: 'no' },
})

it('OUT-2: public addresses are dialled', async () => {
  const addresses = ['20.42.4.209', '2603:1030::1']
  expect(await dialled(OPEN, answers(...addresses))).toMatchObject(addresses.map((address) => ({ address })))
})

it.each([['10.0.0.5'], ['127.0.0.1'], ['169.254.169.254'], ['::ffff:10.0.0.5'], ['20.42.4.209', '10.0.0.5'], []])(
  'OUT-2: a workspace name that leads to %j %j is refused as a whole',
  async (...addresses) => {
    expect(await dialled(OPEN, answers(...addresses))).toEqual(REFUSED)
  },
)

it('OUT-2: a name that is public at first and private then is refused at the second dial', async () => {
  const turns = [answers('20.42.4.209'), answers('192.168.0.1')]
  const resolve: Resolve = async (name) => (await turns.shift()?.(name)) ?? []
  expect(await dialled(OPEN, resolve)).toHaveLength(1)
  expect(await dialled(OPEN, resolve)).toEqual(REFUSED)
})

it("OUT-2: an operator's entry may be private, yet neither loopback nor the metadata service", async () => {
  expect(await dialled(LISTED, answers('10.0.0.5'))).toHaveLength(1)
  expect(await dialled(LISTED, answers('127.0.0.1'))).toEqual(REFUSED)
  expect(await dialled(LISTED, answers('169.254.169.254'))).toEqual(REFUSED)
  expect(await dialled(LISTED, answers('168.63.129.16'))).toEqual(REFUSED)
})

it('OUT-3: an entry that is spelled as loopback may be loopback', async () => {
  expect(await dialled(LOOPBACK, answers('::1', '127.0.0.1'))).toHaveLength(2)
  expect(await dialled(LOOPBACK, answers('0.0.0.0'))).toEqual(REFUSED)
})

it('a name that does not resolve is told as such', async () => {
  const unknown = Object.assign(new Error('queryA ENOTFOUND'), { code: 'ENOTFOUND' })
  const resolve: Resolve = () => Promise.reject(unknown)
  expect(await dialled(OPEN, resolve)).toBe(unknown)
})
