import { type Answer, type Call, json, type Route, redirect } from '../kit/http.ts'
import { type AuthSettings, authenticate } from './auth.ts'
import type { Id, Run } from './engine/model.ts'
import { findAttempt } from './engine/run-state.ts'
import { gatewayRefusal, htmlRefusal, invalid, Refusal, refusal } from './errors.ts'
import type { Job } from './job.ts'
import { type Member, WORKSPACE_ID } from './people.ts'
import type { RateLimits } from './rate-limits.ts'
import type { WorkspaceState } from './state.ts'
import type { Version } from './wire/job-json.ts'
import type { Reading } from './wire/reading.ts'
import type { TaskRun } from './wire/task-json.ts'

/** What every route works with. */
export interface Service {
  state: WorkspaceState
  auth: AuthSettings
  limits: RateLimits
  /** Entra ID's http origin, where the redirects lead. */
  authorityHost: string
  tenantId: string
}

export interface Endpoint {
  method: string
  /** Without `/api/2.x`. */
  path: string
  versions: readonly Version[]
  /** Requests a second, when limits are on. */
  rate: number
  handle(call: Call, caller: Member, version: Version): Answer | Promise<Answer>
}

/** One route for each version: network, then credential, then rate, then the endpoint's own rules. */
export function routesOf(service: Service, endpoint: Endpoint): Route[] {
  const name = `${endpoint.method} ${endpoint.path}`
  return endpoint.versions.map((version) => ({
    method: endpoint.method,
    path: `/api/${version}${endpoint.path}`,
    handle: (call) =>
      answering(call, async () => {
        const caller = await admitCaller(service, call)
        const { rateLimits, retryAfter } = service.state.modes
        if (rateLimits) service.limits.take(name, endpoint.rate, retryAfter)
        service.state.settle()
        return endpoint.handle(call, caller, version)
      }),
  }))
}

/** Turns a refusal into the answer it stands for. */
async function answering(call: Call, work: () => Promise<Answer>): Promise<Answer> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof Refusal) return error.answer(call)
    throw error
  }
}

async function admitCaller({ state, auth }: Service, call: Call): Promise<Member> {
  const { privateLink, ipAccessList, htmlAuthErrors } = state.modes
  if (privateLink) throw new Refusal('private link', () => redirect(PRIVATE_LINK_PAGE))
  if (ipAccessList) {
    const reason = `Source IP address: 203.0.113.7 is blocked by Databricks IP ACL for workspace: ${WORKSPACE_ID}`
    throw htmlAuthErrors ? htmlRefusal(403, reason) : gatewayRefusal(403, reason)
  }
  return authenticate(call, auth)
}

const PRIVATE_LINK_PAGE = `/login.html?error=private-link-validation-error:${WORKSPACE_ID}`

export function readingOf({ state }: Service, call: Call): Reading {
  return {
    now: state.clock.now(),
    origin: `http://${call.headers.host ?? '127.0.0.1'}`,
    legacyTerminatedFailed: state.modes.legacyTerminatedFailed,
  }
}

function missing({ state }: Service, what: string): Refusal {
  const message = `${what} does not exist.`
  return state.modes.missingAs404 ? refusal(404, 'RESOURCE_DOES_NOT_EXIST', message) : invalid(message)
}

/** A deleted job is as good as none, and so is the one behind a submitted run. */
function findJob({ state }: Service, jobId: Id): Job | undefined {
  const job = state.jobs.get(jobId)
  return job?.deleted || job?.oneTime ? undefined : job
}

type Requirement = (caller: Member, job: Job | undefined, jobId: Id) => void

/** The job, for who holds the right: the right is asked for before the job is looked for. @throws Refusal */
export function requireJob(service: Service, jobId: Id, caller: Member, require: Requirement): Job {
  const job = findJob(service, jobId)
  require(caller, job, jobId)
  if (!job) throw missing(service, `Job ${jobId}`)
  return job
}

/** The job run of this id, or of this task run, for who holds the right on its job. @throws Refusal */
export function requireRunOf(service: Service, runId: Id, caller: Member, require: Requirement): Run {
  const run = service.state.findRun(runId)
  if (!run) throw missing(service, `Run ${runId}`)
  require(caller, service.state.jobs.get(run.jobId), run.jobId)
  return run
}

/** A task run, or an iteration of one, that has come into being. @throws Refusal */
export function requireTaskRun(service: Service, run: Run, runId: Id): TaskRun {
  const found = findAttempt(run, runId, service.state.clock.now())
  if (!found) throw missing(service, `Run ${runId}`)
  return { run, ...found }
}

export const done = (): Answer => json(200, {})

export const JOBS_VERSIONS: readonly Version[] = ['2.2', '2.1']
