import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Children } from '../../.ci/children.mjs'
import { newSecrets, portalSettings } from '../../emulators/portal-settings.mjs'
import { startBalancer } from './balancer.ts'
import { freePorts } from './free-ports.ts'
import { type PortalProcess, portalProcess, portalScripts, startEmulators } from './processes.ts'
import { ROOMY_LIMITS } from './roomy-limits.ts'

export type Role = 'all' | 'web' | 'worker'

export interface Member {
  /** Of its pages, or of a worker's two health routes. */
  readonly url: string
  readonly process: PortalProcess
}

/** Several processes of one portal on one PostgreSQL, with emulators of their own. */
export interface Cluster<Name extends string> {
  readonly members: Readonly<Record<Name, Member>>
  /** What browsers know: a balancer that sends each request to the next process with pages. */
  readonly origin: string
  readonly entraUrl: string
  readonly databricksUrl: string
  readonly databaseUrl: string
  /** What all of them said. */
  readonly logFile: string
  close(): Promise<void>
}

type Settings = Readonly<Record<string, string>>

/** @throws Error with the last lines of whichever part did not start */
export async function startCluster<Name extends string>(
  databaseUrl: string,
  roles: Readonly<Record<Name, Role>>,
): Promise<Cluster<Name>> {
  const folder = await mkdtemp(join(tmpdir(), 'lakeport-cluster-'))
  const children = new Children()
  const closers = [() => rm(folder, { recursive: true, force: true }), () => children.end()]
  const close = async () => {
    for (const end of closers.splice(0).reverse()) await end()
  }
  try {
    const { balancer, ...cluster } = await startParts(children, folder, databaseUrl, roles)
    closers.push(() => balancer.close())
    return { ...cluster, databaseUrl, close }
  } catch (error) {
    await close()
    throw error
  }
}

async function startParts<Name extends string>(
  children: Children,
  folder: string,
  databaseUrl: string,
  roles: Readonly<Record<Name, Role>>,
) {
  const names = Object.keys(roles) as Name[]
  const [portal = 0, entra = 0, databricks = 0, account = 0, ...ports] = await freePorts(4 + names.length)
  const logFile = join(folder, 'cluster.log')
  const shared: Settings = {
    ...portalSettings({ portal, entra, databricks, account }),
    ...newSecrets(),
    ...ROOMY_LIMITS,
    LAKEPORT_DATA_DIR: join(folder, 'data'),
    DATABASE_URL: databaseUrl,
  }
  const emulatorPorts = {
    ENTRA_EMULATOR_PORT: String(entra),
    DATABRICKS_EMULATOR_PORT: String(databricks),
    DATABRICKS_ACCOUNT_EMULATOR_PORT: String(account),
  }
  const emulatorUrls = await startEmulators(children, logFile, { ...emulatorPorts, LAKEPORT_DATA_DIR: folder })
  await portalScripts(children, shared, logFile).run('lib/commands/import-flows.ts', 'emulators/sample-flows.json')
  const placed = names.map((name, index) => ({ name, role: roles[name], port: ports[index] ?? 0 }))
  const members = Object.fromEntries(
    placed.map(({ name, ...place }) => [name, memberAt(children, shared, logFile, place)]),
  ) as Record<Name, Member>
  await Promise.all(names.map((name) => members[name].process.restart()))
  const withPages = placed.filter(({ role }) => role !== 'worker').map(({ port }) => port)
  const balancer = await startBalancer(portal, withPages)
  return { members, origin: `http://localhost:${portal}`, ...emulatorUrls, logFile, balancer }
}

function memberAt(
  children: Children,
  shared: Settings,
  logFile: string,
  { role, port }: { role: Role; port: number },
): Member {
  const url = `http://127.0.0.1:${port}`
  const isWorker = role === 'worker'
  const place = isWorker ? { LAKEPORT_HEALTH_PORT: String(port) } : { PORT: String(port), LAKEPORT_ROLE: role }
  const scripts = portalScripts(children, { ...shared, ...place }, logFile)
  const script = isWorker ? 'lib/commands/worker.ts' : 'lib/commands/start.ts'
  return { url, process: portalProcess(() => scripts.start(script), `${url}/api/health/ready`) }
}
