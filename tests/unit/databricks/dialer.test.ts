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
function dialled(host: WorkspaceHost, resolve: Resolve, ...networks: string[]): Promise<unknown> {
  return new Promise((settle) => {
    guardedLookup(host, { resolve, networks })(host.hostname, { all: true }, (error, addresses) =>
      settle(error ?? addresses),
    )
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

const EVERY_KIND_OF_BAD = [
  ...['127.0.0.1', '10.0.0.5', '172.16.0.1', '192.168.0.1', '100.64.0.1', '169.254.169.254', '168.63.129.16'],
  ...['0.0.0.0', '224.0.0.1', '::1', 'fe80::1', 'fd12::1', 'ff02::1', '::ffff:10.0.0.5', '::ffff:169.254.169.254'],
  ...['64:ff9b::a00:5', '64:ff9b:1::1', '2002:a00:5::', '::'],
]
it.each(EVERY_KIND_OF_BAD)(
  'a name that leads to %s is dialled neither for a workspace nor for a listed host (OUT-2)',
  async (address) => {
    for (const host of [OPEN, LISTED]) {
      expect(await dialled(host, answers(address))).toEqual(REFUSED)
      expect(await dialled(host, answers('20.42.4.209', address))).toEqual(REFUSED)
      expect(await dialled(host, answers(address, '20.42.4.209'))).toEqual(REFUSED)
    }
  },
)

it('a private address is dialled in a network that the operator listed, and beside it not (OUT-2)', async () => {
  for (const host of [OPEN, LISTED]) {
    expect(await dialled(host, answers('10.1.2.3', 'fd12::5'), '10.1.0.0/16', 'fd12::/32')).toHaveLength(2)
    expect(await dialled(host, answers('10.2.2.3'), '10.1.0.0/16')).toEqual(REFUSED)
    expect(await dialled(host, answers('10.1.2.3', '10.2.2.3'), '10.1.0.0/16')).toEqual(REFUSED)
  }
})

it.each(['127.0.0.1', '169.254.169.254', '168.63.129.16', '::ffff:10.1.2.3'])(
  'no list of networks opens the way to %s (OUT-2)',
  async (address) => {
    const all = ['127.0.0.0/8', '169.254.0.0/16', '168.63.129.16', '10.0.0.0/8', '::/16']
    expect(await dialled(OPEN, answers(address), ...all)).toEqual(REFUSED)
    expect(await dialled(LISTED, answers(address), ...all)).toEqual(REFUSED)
  },
)

it('OUT-3: an entry that is spelled as loopback may be loopback', async () => {
  expect(await dialled(LOOPBACK, answers('::1', '127.0.0.1'))).toHaveLength(2)
  expect(await dialled(LOOPBACK, answers('0.0.0.0'))).toEqual(REFUSED)
})

it('a name that does not resolve is told as such', async () => {
  const unknown = Object.assign(new Error('queryA ENOTFOUND'), { code: 'ENOTFOUND' })
  const resolve: Resolve = () => Promise.reject(unknown)
  expect(await dialled(OPEN, resolve)).toBe(unknown)
})
