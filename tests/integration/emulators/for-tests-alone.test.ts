import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { networkInterfaces } from 'node:os'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { EntraApplication } from '@/lib/entra/application'
import { validateIdToken } from '@/lib/entra/id-token'
import { PORTAL_CLIENT_ID, TENANT_ID } from '../../../emulators/entra/seed.ts'
import { startEntraEmulator } from '../../../emulators/entra/server.ts'
import type { Emulator } from '../../../emulators/kit/emulator.ts'
import { startWorkspace, type TestWorkspace } from './databricks-support'
import { seededEntra, tokensOf } from './entra-support'

describe('what the emulators give out is worth nothing elsewhere', () => {
  const entra = seededEntra()
  /** Another authority for the same tenant and application, with keys of its own: as Microsoft's is. */
  let real: Emulator
  /** One that has come by the emulator's keys. */
  let withItsKeys: Server
  let workspace: TestWorkspace

  beforeAll(async () => {
    real = await startEntraEmulator({ port: 0 })
    workspace = await startWorkspace({ authorityHost: real.url })
    withItsKeys = createServer(async (request, response) => {
      response.end(await (await fetch(`${entra.url()}${request.url}`)).text())
    }).listen(0, '127.0.0.1')
    await once(withItsKeys, 'listening')
  })
  beforeEach(() => {
    delete (globalThis as { entraKeySets?: unknown }).entraKeySets
  })
  afterAll(async () => {
    withItsKeys.closeAllConnections()
    withItsKeys.close()
    await workspace.close()
    await real.close()
  })

  const validateAt = (authorityHost: string, idToken: string) => {
    const credential = { kind: 'secret', secret: 'not used here' } as const
    const application: EntraApplication = {
      authorityHost,
      tenantId: TENANT_ID,
      clientId: PORTAL_CLIENT_ID,
      credential,
    }
    return validateIdToken(application, idToken, 'nonce-1')
  }

  it('its id tokens are refused by a portal with another authority: for their key, and for their issuer (OPS-2)', async () => {
    const { id_token: idToken } = await tokensOf(entra.url(), 'admin@contoso.example')
    expect(await validateAt(entra.url(), idToken)).toMatchObject({ preferredUsername: 'admin@contoso.example' })
    await expect(validateAt(real.url, idToken)).rejects.toMatchObject({ facts: { reason: 'unknown signing key' } })
    const { port } = withItsKeys.address() as AddressInfo
    await expect(validateAt(`http://127.0.0.1:${port}`, idToken)).rejects.toMatchObject({
      facts: { reason: 'issuer' },
    })
  })

  it('its access tokens are refused by a workspace of another authority (OPS-2)', async () => {
    const { access_token: own } = await tokensOf(real.url, 'user@contoso.example')
    expect((await workspace.get('list', own)).status).toBe(200)
    const { access_token: foreign } = await tokensOf(entra.url(), 'user@contoso.example')
    expect(await workspace.get('list', foreign)).toMatchObject({ status: 403, body: { error_code: 403 } })
  })

  it('they listen on 127.0.0.1 and on no other address of the machine (OPS-2)', async () => {
    const port = Number(new URL(entra.url()).port)
    const others = Object.values(networkInterfaces())
      .flatMap((addresses) => addresses ?? [])
      .filter(({ address, scopeid }) => address !== '127.0.0.1' && !scopeid)
      .map(({ address }) => address)
    expect(await answers('127.0.0.1', port)).toBe('connected')
    for (const address of [...others, '127.0.0.2'])
      expect([address, await answers(address, port)]).not.toContain('connected')
  })
})

function answers(host: string, port: number): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({ host, port })
    const end = (how: string) => {
      socket.destroy()
      resolve(how)
    }
    socket.once('connect', () => end('connected')).once('error', (error) => end(error.message))
  })
}
