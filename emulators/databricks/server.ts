import { randomUUID } from 'node:crypto'
import { Clock } from '../kit/clock.ts'
import { type Emulator, startEmulator } from '../kit/emulator.ts'
import type { Answer, Call } from '../kit/http.ts'
import { identifyCaller } from './auth.ts'
import { endpointNotFound, refusal } from './errors.ts'
import { Jwks } from './jwks.ts'
import { TENANT_ID, WORKSPACE_ID } from './people.ts'
import { RateLimits } from './rate-limits.ts'
import { accountRoutes } from './routes/account.ts'
import { clusterRoutes } from './routes/clusters.ts'
import { controlRoutes } from './routes/control.ts'
import { discoveryRoutes } from './routes/discovery.ts'
import { fileRoutes } from './routes/files.ts'
import { jobRoutes } from './routes/jobs.ts'
import { meRoutes } from './routes/me.ts'
import { oauthRoutes } from './routes/oauth.ts'
import { outputRoutes } from './routes/output.ts'
import { permissionRoutes } from './routes/permissions.ts'
import { queryHistoryRoutes } from './routes/query-history.ts'
import { runActionRoutes } from './routes/run-actions.ts'
import { runNowRoutes } from './routes/run-now.ts'
import { runRoutes } from './routes/runs.ts'
import { statementRoutes } from './routes/statements.ts'
import { submitRoutes } from './routes/submit.ts'
import { warehouseRoutes } from './routes/warehouses.ts'
import type { Service } from './service.ts'
import { WorkspaceState } from './state.ts'

export interface DatabricksEmulatorOptions {
  /** 0 takes any free port. */
  port: number
  /** Where the console of the workspace's account listens; any free port where nothing is said. */
  accountPort?: number
  /** Entra ID's http origin: its keys verify the bearer tokens. */
  authorityHost: string
  tenantId?: string
  /** Jobs and runs survive a restart in this file. */
  stateFile?: string
  clock?: Clock
}

export interface DatabricksEmulator extends Emulator {
  /** The console of the account, a host of its own as in the clouds. */
  account: Emulator
}

/** An Azure Databricks workspace and its account, as far as a portal of jobs needs them. They listen on 127.0.0.1. */
export async function startDatabricksEmulator(options: DatabricksEmulatorOptions): Promise<DatabricksEmulator> {
  const service = createService(options)
  const { state, auth, limits } = service
  const account = await startAccount(service, options.accountPort ?? 0)
  const emulator = await startEmulator({
    name: 'databricks',
    port: options.port,
    clock: state.clock,
    routes: serviceRoutes(service),
    control: controlRoutes(service),
    identify: (call) => identifyCaller(call, auth),
    reset: () => {
      state.reset()
      limits.clear()
      auth.jwks.clear()
    },
    notFound: endpointNotFound,
    decorate: withCommonHeaders,
    serverError: (call) => refusal(500, 'INTERNAL_ERROR', 'Internal error').answer(call),
  })
  const close = async () => {
    await Promise.all([emulator.close(), account.close()])
    state.close()
  }
  return { ...emulator, account, close }
}

/** It shares people, clock and apps with the workspace, and nothing else: faults and requests are its own. */
function startAccount(service: Service, port: number): Promise<Emulator> {
  const { state, auth } = service
  return startEmulator({
    name: 'databricks account',
    port,
    clock: state.clock,
    routes: accountRoutes(service),
    control: [],
    identify: (call) => identifyCaller(call, auth),
    reset: () => state.oauth.clear(),
    notFound: endpointNotFound,
    serverError: (call) => refusal(500, 'INTERNAL_ERROR', 'Internal error').answer(call),
  })
}

function createService(options: DatabricksEmulatorOptions): Service {
  const { authorityHost, tenantId = TENANT_ID, clock = new Clock() } = options
  const state = new WorkspaceState(clock, options.stateFile)
  const auth = {
    jwks: new Jwks(`${authorityHost}/${tenantId}/discovery/v2.0/keys`),
    tenantId,
    members: () => state.members,
    memberOfOwnToken: (token: string) => state.oauth.memberOf(token, state.members),
    now: () => clock.now(),
    htmlErrors: () => state.modes.htmlAuthErrors,
  }
  return { state, auth, limits: new RateLimits(), authorityHost, tenantId }
}

function serviceRoutes(service: Service) {
  return [
    discoveryRoutes,
    oauthRoutes,
    meRoutes,
    jobRoutes,
    runNowRoutes,
    runRoutes,
    outputRoutes,
    runActionRoutes,
    permissionRoutes,
    submitRoutes,
    warehouseRoutes,
    clusterRoutes,
    statementRoutes,
    queryHistoryRoutes,
    fileRoutes,
  ].flatMap((routes) => routes(service))
}

/** What a workspace sends with every answer. An error's own request id stays. */
function withCommonHeaders(answer: Answer, _call: Call): Answer {
  return {
    ...answer,
    headers: {
      server: 'databricks',
      'x-request-id': randomUUID(),
      'x-databricks-org-id': WORKSPACE_ID,
      'server-timing': 'request_id;dur=0',
      'strict-transport-security': 'max-age=31536000; includeSubDomains; preload',
      ...answer.headers,
    },
  }
}
