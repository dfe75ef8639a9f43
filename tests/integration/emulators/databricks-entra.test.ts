import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { controlEntra } from '../../support/emulator-control'
import { PING, SALES, startWorkspace, type TestWorkspace } from './databricks-support'
import { seededEntra, tokensOf } from './entra-support'

describe('the two emulators together', () => {
  const entra = seededEntra()
  let workspace: TestWorkspace

  beforeAll(async () => {
    workspace = await startWorkspace({ authorityHost: entra.url() })
  })
  afterAll(() => workspace.close())

  const tokenOf = async (account: string) => (await tokensOf(entra.url(), account)).access_token

  it('run a job under the identity of the person who signed in', async () => {
    const { status, body } = await workspace.post('run-now', { job_id: SALES }, await tokenOf('user@contoso.example'))
    expect(status).toBe(200)
    expect(await workspace.readRun(body.run_id)).toMatchObject({ creator_user_name: 'user@contoso.example' })
  })

  it('keep to the rights of that person', async () => {
    const token = await tokenOf('user2@contoso.example')
    expect((await workspace.post('run-now', { job_id: PING }, token)).status).toBe(200)
    expect((await workspace.post('run-now', { job_id: SALES }, token)).status).toBe(403)
  })

  it('know a member from a stranger', async () => {
    const stranger = await workspace.get('list', await tokenOf('outsider@contoso.example'))
    expect([stranger.status, stranger.text.includes('User not authorized.')]).toEqual([403, true])
  })

  it('know somebody new on both sides', async () => {
    const upn = 'new@contoso.example'
    const oid = await controlEntra(entra.url()).addUser(upn)
    const token = await tokenOf(upn)
    expect((await workspace.get('list', token)).status).toBe(403)
    await workspace.control.addMember(upn, oid)
    expect((await workspace.get('list', token)).status).toBe(200)
  })

  it('agree that a token ends', async () => {
    const token = await tokenOf('user@contoso.example')
    expect((await workspace.get('list', token)).status).toBe(200)
    await workspace.control.advanceClock(2 * 3_600_000)
    expect((await workspace.get('list', token)).body).toMatchObject({ error_code: 403 })
  })
})
