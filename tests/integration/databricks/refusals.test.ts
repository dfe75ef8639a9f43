import { describe, expect, it } from 'vitest'
import { getJob, runNow } from '@/lib/databricks/jobs'
import { getMe } from '@/lib/databricks/me'
import { getJobPermissions } from '@/lib/databricks/permissions'
import { getRun } from '@/lib/databricks/runs'
import { emulatedWorkspace, FORECAST_JOB, hasty, PING_JOB } from './emulated-workspace'

const workspace = emulatedWorkspace()

describe('databricks-api 4.3, as the emulator answers', () => {
  it('a token that is none', async () => {
    const refused = { code: 'databricks_token_refused', facts: { status: '403', requestId: expect.any(String) } }
    await expect(getMe(workspace.as('nobody'))).rejects.toMatchObject(refused)
  })

  it('the same as a page', async () => {
    await workspace.mode({ htmlAuthErrors: true })
    await expect(getMe(workspace.as('nobody'))).rejects.toMatchObject({ code: 'databricks_token_refused' })
  })

  it('an address that is not on the list', async () => {
    await workspace.mode({ ipAccessList: true })
    const refused = { code: 'databricks_network_blocked', facts: { address: expect.stringMatching(/^[\d.]+$/) } }
    await expect(getMe(workspace.as('user'))).rejects.toMatchObject(refused)
  })

  it('a workspace behind a private link', async () => {
    await workspace.mode({ privateLink: true })
    const refused = { code: 'databricks_network_blocked', facts: { reason: 'private_link', status: '302' } }
    await expect(getMe(workspace.as('user'))).rejects.toMatchObject(refused)
  })

  it('a right that the person lacks', async () => {
    const run = { jobId: FORECAST_JOB, jobParameters: {}, idempotencyToken: 'no-right' }
    const noRun = { code: 'databricks_no_right', facts: { missing: 'Can Manage Run' } }
    await expect(runNow(workspace.as('user2'), run)).rejects.toMatchObject(noRun)
    const noView = { code: 'databricks_no_right', facts: { missing: 'Can View' } }
    await expect(getJob(workspace.as('user2'), FORECAST_JOB)).rejects.toMatchObject(noView)
    const noManage = { code: 'databricks_no_right', facts: { missing: 'Can Manage' } }
    await expect(getJobPermissions(workspace.as('user'), FORECAST_JOB)).rejects.toMatchObject(noManage)
  })

  it.each([false, true])('a job or run that is not there, as 404: %s', async (missingAs404) => {
    await workspace.mode({ missingAs404 })
    await expect(getJob(workspace.as('admin'), '1')).rejects.toMatchObject({ code: 'databricks_missing' })
    await expect(getRun(workspace.as('admin'), '1')).rejects.toMatchObject({ code: 'databricks_missing' })
  })

  it('OUT-7: a page with 200 is a fault, and no reason to ask again', async () => {
    const fault = { match: 'GET /api/2.2/jobs/get', status: 200, body: '<html>Maintenance</html>', times: 0 }
    await workspace.control().addFault(fault)
    const odd = { code: 'databricks_odd_answer', facts: { reason: 'html' } }
    await expect(getJob(workspace.as('user'), PING_JOB, { pace: hasty() })).rejects.toMatchObject(odd)
    expect(await workspace.seen('/api/2.2/jobs/get')).toHaveLength(1)
  })
})

describe('who is who', () => {
  it('the workspace knows the person behind the token', async () => {
    const user = { userName: 'user@contoso.example', displayName: 'Demo User', isAdmin: false }
    expect(await getMe(workspace.as('user'))).toEqual({ ...user, workspaceId: '1234567890123456' })
    expect(await getMe(workspace.as('admin'))).toMatchObject({ isAdmin: true })
  })

  it('who manages a job sees who may run it', async () => {
    const grants = await getJobPermissions(workspace.as('maker'), PING_JOB)
    const levels = new Map(grants.map((grant) => [grant.userName ?? grant.groupName, grant.allPermissions]))
    expect(levels.get('user2@contoso.example')).toMatchObject([{ permissionLevel: 'CAN_MANAGE_RUN' }])
    expect(levels.get('maker@contoso.example')).toMatchObject([{ permissionLevel: 'IS_OWNER' }])
  })

  it('whom the code runs as is told with the job', async () => {
    expect(await getJob(workspace.as('user'), PING_JOB)).toMatchObject({
      creatorUserName: 'maker@contoso.example',
      runAsUserName: 'maker@contoso.example',
    })
  })
})
