/** What a test may do to an emulator from outside; contract.md section 6 lists the calls. */

export interface SeenRequest {
  sequence: number
  time: string
  method: string
  path: string
  query: string
  oid?: string
  upn?: string
  idempotencyToken?: string
  /** Of a token request. */
  grantType?: string
  /** null while the answer is under way, 0 when it was dropped. */
  status: number | null
}

export interface FaultSpec {
  /** Method and path, as in `POST /api/2.2/jobs/run-now`. */
  match: string
  user?: string
  offset?: number
  times?: number
  status?: number
  headers?: Record<string, string>
  body?: unknown
  bodyBase64?: string
  delayMs?: number
  /** The request takes effect, then the answer is kept back for so long. */
  hangMs?: number
  dripMs?: number
  afterHandler?: boolean
  drop?: 'before' | 'after' | 'midBody'
}

export interface EmulatorControl {
  readonly url: string
  reset(): Promise<void>
  requests(since?: number): Promise<SeenRequest[]>
  addFault(fault: FaultSpec): Promise<void>
  clearFaults(): Promise<void>
  advanceClock(advanceMs: number): Promise<void>
}

export interface EntraMode {
  /** People may not agree by themselves. */
  requireAdminConsent?: boolean
  refreshTokens?: 'lenient' | 'single-use'
  /** How long an access token lives; `null` for Entra's own 60 to 90 minutes. */
  accessTokenSeconds?: number | null
}

export interface EntraControl extends EmulatorControl {
  /** Ends every refresh token of this person. */
  revoke(upn: string): Promise<void>
  patchUser(upn: string, change: Record<string, unknown>): Promise<void>
  /** A new, plain user of the portal. Answers the object id. */
  addUser(upn: string): Promise<string>
  setMode(mode: EntraMode): Promise<void>
  /** Changes a registration, or makes one: `secrets`, `redirectUris`, `assignmentRequired` and so on. */
  changeApp(clientId: string, change: Record<string, unknown>): Promise<void>
  /** From now on nobody has consented to anything. */
  forgetConsents(): Promise<void>
}

/** A run as it really is, in Databricks' own words; ids are texts. */
export interface RanRun {
  run_id: string
  job_id: string
  creator_user_name: string
  idempotency_token?: string
  job_parameters: Record<string, string>
  [field: string]: unknown
}

export interface DatabricksMode {
  ipAccessList?: boolean
  htmlAuthErrors?: boolean
  rateLimits?: boolean
}

/** A file of a volume, and who wrote it. */
export interface StoredFile {
  path: string
  bytes: number
  sha256: string
  user_name: string
}

/** A statement that was really sent, and whose it is. */
export interface SentStatement {
  user_name: string
  warehouse_id: string
  statement: string
  parameters: Record<string, unknown>
  state: string
}

export interface DatabricksControl extends EmulatorControl {
  /** The statements that were sent, oldest first. */
  statements(): Promise<SentStatement[]>
  /** What a statement of these words answers from now on: `rows` of `columns`, an `error`, or late. */
  scriptStatement(script: unknown): Promise<void>
  /** The runs that really exist, oldest first. */
  runs(): Promise<RanRun[]>
  /** What lies in the volumes. */
  files(): Promise<StoredFile[]>
  putJobs(jobs: unknown): Promise<void>
  /** Somebody whom the workspace lets in. */
  addMember(userName: string, oid: string): Promise<void>
  /** Outcome and duration of each task of the job's coming runs. */
  script(jobId: string, script: unknown): Promise<void>
  setMode(mode: DatabricksMode): Promise<void>
  /** Changes a custom app: `secret`, `singleUseRefreshTokens`. */
  changeOAuthApp(clientId: string, change: Record<string, unknown>): Promise<void>
  /** Ends every refresh token of this person's own sign-in at the workspace. */
  revokeOAuth(userName: string): Promise<void>
}

export function controlEntra(url: string): EntraControl {
  const call = caller(url)
  const path = (upn: string) => `/users/${encodeURIComponent(upn)}`
  return {
    ...common(url, call),
    revoke: async (upn) => void (await call('POST', `${path(upn)}/revoke`)),
    patchUser: async (upn, change) => void (await call('PATCH', path(upn), change)),
    addUser: async (upn) => ((await call('PUT', path(upn), {})) as { oid: string }).oid,
    setMode: async (mode) => void (await call('POST', '/mode', mode)),
    changeApp: async (clientId, change) => void (await call('POST', `/apps/${clientId}`, change)),
    forgetConsents: async () => void (await call('DELETE', '/consents')),
  }
}

export function controlDatabricks(url: string): DatabricksControl {
  const call = caller(url)
  return {
    ...common(url, call),
    runs: async () => (await call('GET', '/runs')) as RanRun[],
    files: async () => (await call('GET', '/files')) as StoredFile[],
    statements: async () => (await call('GET', '/statements')) as SentStatement[],
    scriptStatement: async (script) => void (await call('POST', '/statements/script', script)),
    putJobs: async (jobs) => void (await call('PUT', '/jobs', jobs)),
    addMember: async (userName, oid) => void (await call('POST', '/members', { userName, oid })),
    script: async (jobId, script) => void (await call('POST', `/jobs/${jobId}/script`, script)),
    setMode: async (mode) => void (await call('POST', '/mode', mode)),
    changeOAuthApp: async (clientId, change) => void (await call('POST', `/oauth/apps/${clientId}`, change)),
    revokeOAuth: async (userName) => void (await call('POST', `/oauth/revoke/${encodeURIComponent(userName)}`, {})),
  }
}

type Call = (method: string, path: string, body?: unknown) => Promise<unknown>

function common(url: string, call: Call): EmulatorControl {
  return {
    url,
    reset: async () => void (await call('POST', '/reset')),
    requests: async (since = 0) => (await call('GET', `/requests?since=${since}`)) as SeenRequest[],
    addFault: async (fault) => void (await call('POST', '/faults', fault)),
    clearFaults: async () => void (await call('DELETE', '/faults')),
    advanceClock: async (advanceMs) => void (await call('POST', '/clock', { advanceMs })),
  }
}

/** @throws Error with the emulator's own words when it refuses */
function caller(url: string): Call {
  return async (method, path, body) => {
    const response = await fetch(`${url}/__emulator${path}`, {
      method,
      // A connection that rests while a test computes may be closed just as it is used again.
      headers: { connection: 'close', ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`${method} ${url}/__emulator${path} answered ${response.status}: ${text}`)
    return text === '' ? undefined : JSON.parse(text)
  }
}
