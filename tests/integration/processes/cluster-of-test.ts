import { afterAll, beforeAll } from 'vitest'
import { type Cluster, type Role, startCluster } from '@/tests/support/cluster'
import {
  controlDatabricks,
  controlEntra,
  type DatabricksControl,
  type EntraControl,
  type SeenRequest,
} from '@/tests/support/emulator-control'
import { emptyPostgresUrl } from '@/tests/support/stores'
import { PlainBrowser } from '../http/plain-browser'

const START_TIMEOUT_MS = 240_000

export interface ClusterOfTest<Name extends string> extends Cluster<Name> {
  readonly entra: EntraControl
  readonly databricks: DatabricksControl
  /** A new browser of nobody yet, which knows the balancer. */
  open(): PlainBrowser
  /** The same browser, with every request to one member. */
  at(name: Name, browser: PlainBrowser): PlainBrowser
  /** Calls of the workspace since then, oldest first; `line` as in `GET /api/2.2/jobs/runs/get`. */
  calls(line: string, since?: number): Promise<SeenRequest[]>
}

export type ThreeProcesses = ClusterOfTest<'first' | 'second' | 'worker'>

/** One cluster for the tests of a file. */
export function clusterOfTest<Name extends string>(roles: Readonly<Record<Name, Role>>): () => ClusterOfTest<Name> {
  let started: ClusterOfTest<Name> | undefined
  beforeAll(async () => {
    const cluster = await startCluster(await emptyPostgresUrl(), roles)
    const databricks = controlDatabricks(cluster.databricksUrl)
    started = {
      ...cluster,
      databricks,
      entra: controlEntra(cluster.entraUrl),
      open: () => new PlainBrowser(cluster.origin),
      at(name, browser) {
        const pinned = new PlainBrowser(cluster.members[name].url, cluster.origin)
        for (const [cookie, value] of browser.cookies) pinned.cookies.set(cookie, value)
        return pinned
      },
      calls: async (line, since = 0) =>
        (await databricks.requests(since)).filter(({ method, path }) => `${method} ${path}` === line),
    }
  }, START_TIMEOUT_MS)
  afterAll(() => started?.close(), START_TIMEOUT_MS)
  return () => {
    if (!started) throw new Error('The cluster has not started')
    return started
  }
}
