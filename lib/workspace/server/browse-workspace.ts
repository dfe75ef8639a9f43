import 'server-only'
import { inGoodTime } from '@/lib/connections/server/in-good-time'
import { usableConnection } from '@/lib/connections/server/usable-connection'
import { admitted, closedError } from '@/lib/connections/server/workspace-budget'
import type { Connector } from '@/lib/connectors/connector'
import { listClusters } from '@/lib/databricks/clusters'
import { listJobs } from '@/lib/databricks/jobs'
import { listWarehouses } from '@/lib/databricks/warehouses'
import type { Workspace } from '@/lib/databricks/workspace'
import type { Viewer } from '@/lib/identity/viewer'
import { hasWords, type WorkspaceQuery } from '@/lib/workspace/workspace-query'
import type { WorkspaceList } from '@/lib/workspace/workspace-rows'
import { toClusterRow, toJobRow, toWarehouseRow } from './to-rows'

/** The page shows itself by then, whatever the workspace does. */
const LONGEST_WAIT_MS = 4_000
const ROWS = 100
/** The API cannot search by a part of a name: so many pages are looked through, then the person is asked. */
const PAGES_SEARCHED = 5

/**
 * Jobs, warehouses or clusters of a workspace, as the viewer's own token sees them: one call, or a few where words are
 * looked for. @throws PortalError the reason why no token can be had, databricks_*
 */
export async function browseWorkspace(
  viewer: Viewer,
  connector: Pick<Connector, 'id'>,
  asked: WorkspaceQuery,
): Promise<WorkspaceList> {
  const connection = await usableConnection(viewer, connector.id)
  return inGoodTime(connection, LONGEST_WAIT_MS, (workspace, signal) => read(workspace, asked, signal))
}

function read(workspace: Workspace, asked: WorkspaceQuery, signal: AbortSignal): Promise<WorkspaceList> {
  const { origin } = workspace
  const options = (pageToken: string | undefined) => ({ pageToken, signal, retry: { attempts: 1, windowMs: 0 } })
  if (asked.tab === 'warehouses') {
    return listOf('warehouses', workspace, asked, async (page) => {
      const { warehouses, nextPageToken } = await listWarehouses(workspace, options(page))
      return { rows: warehouses.map((one) => toWarehouseRow(one, origin)), nextPageToken }
    })
  }
  if (asked.tab === 'clusters') {
    return listOf('clusters', workspace, asked, async (page) => {
      const { clusters, nextPageToken } = await listClusters(workspace, { limit: ROWS, ...options(page) })
      return { rows: clusters.map((one) => toClusterRow(one, origin)), nextPageToken }
    })
  }
  return listOf('jobs', workspace, asked, async (page) => {
    const { jobs, nextPageToken } = await listJobs(workspace, { limit: ROWS, ...options(page) })
    return { rows: jobs.map((one) => toJobRow(one, origin)), nextPageToken }
  })
}

interface Page<Row> {
  readonly rows: readonly Row[]
  readonly nextPageToken: string | undefined
}

async function listOf<Name extends string, Row extends { readonly name: string }>(
  tab: Name,
  { origin }: Workspace,
  { q, page }: WorkspaceQuery,
  readPage: (page: string | undefined) => Promise<Page<Row>>,
): Promise<{ readonly tab: Name; readonly rows: readonly Row[]; readonly nextPage: string | undefined }> {
  const rows: Row[] = []
  let nextPage = page || undefined
  for (let pages = 0; pages < (q ? PAGES_SEARCHED : 1); pages += 1) {
    if (!(await admitted(origin))) throw await closedError(origin)
    const found = await readPage(nextPage)
    rows.push(...found.rows.filter(({ name }) => hasWords(name, q)))
    nextPage = found.nextPageToken
    if (!nextPage) break
  }
  return { tab, rows, nextPage }
}
