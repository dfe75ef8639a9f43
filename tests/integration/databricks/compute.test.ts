import { describe, expect, it } from 'vitest'
import { listClusters } from '@/lib/databricks/clusters'
import { listJobs } from '@/lib/databricks/jobs'
import { listWarehouses } from '@/lib/databricks/warehouses'
import { emulatedWorkspace } from './emulated-workspace'
import { httpListener, sendJson } from './listener'

const workspace = emulatedWorkspace()

describe('lists of a workspace', () => {
  it('tell the warehouses that the person may use', async () => {
    const { warehouses, nextPageToken } = await listWarehouses(workspace.as('maker'))
    expect(nextPageToken).toBeUndefined()
    expect(warehouses).toMatchObject([
      { name: 'Sales analytics', state: 'RUNNING', creatorName: 'maker@contoso.example' },
      { name: 'Finance reporting', state: 'STOPPED', clusterSize: 'Medium', autoStopMins: 45 },
    ])
    expect((await listWarehouses(workspace.as('user2'))).warehouses).toEqual([])
  })

  it('tell the clusters that the person may attach to, page by page', async () => {
    const admin = workspace.as('admin')
    const first = await listClusters(admin, { limit: 2 })
    const second = await listClusters(admin, { limit: 2, pageToken: first.nextPageToken })
    expect([...first.clusters, ...second.clusters].map(({ clusterName }) => clusterName)).toEqual([
      'Shared analysis',
      'Forecast training',
      'job-410000000000002-run-1-monthly_close',
    ])
    expect(second.nextPageToken).toBeUndefined() // '' at Databricks
  })

  it('tell whether a job also starts by itself', async () => {
    const schedule = { quartz_cron_expression: '0 0 6 * * ?', timezone_id: 'UTC', pause_status: 'PAUSED' }
    await workspace.control().putJobs({ job_id: '71', settings: { name: 'Nightly', schedule, tasks: [] } })
    const { jobs } = await listJobs(workspace.as('user'), { name: 'nightly' })
    expect(jobs.map(({ settings }) => settings.schedule)).toEqual([{ pauseStatus: 'PAUSED' }])
  })

  it.each([
    [listWarehouses, { warehouses: [{ id: 'a', state: 'DREAMING', name: null }], next_page_token: '' }, 'warehouses'],
    [listClusters, { clusters: [{ cluster_id: 'a', state: 'DREAMING', start_time: 0 }] }, 'clusters'],
  ])('take what they do not know yet, and leave out what is not there (OUT-7)', async (read, body, name) => {
    await using listener = await httpListener((_request, response) => sendJson(response, 200, body))
    const answer = await read(listener.workspace())
    expect(answer.nextPageToken).toBeUndefined()
    expect(answer).toMatchObject({ [name]: [{ state: 'DREAMING' }] })
  })

  it.each([
    [listWarehouses, '/api/2.0/sql/warehouses', 'Can Use'],
    [listClusters, '/api/2.1/clusters/list', 'Can Attach To'],
  ])('say which right is missing', async (read, path, missing) => {
    const body = { error_code: 'PERMISSION_DENIED', message: 'No.' }
    await workspace.control().addFault({ match: `GET ${path}`, status: 403, body })
    await expect(read(workspace.as('user'))).rejects.toMatchObject({
      code: 'databricks_no_right',
      facts: { missing },
    })
  })
})
