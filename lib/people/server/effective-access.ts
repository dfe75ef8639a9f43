import 'server-only'
import { asViewer } from '@/lib/connections/server/as-viewer'
import { getJobPermissions, type JobGrant } from '@/lib/databricks/permissions'
import { type ErrorCode, type ErrorFacts, PortalError } from '@/lib/errors'
import { type DecidingRule, decidingRule } from '@/lib/flows/deciding-rule'
import type { Flow } from '@/lib/flows/flow'
import { jobsOf } from '@/lib/flows/obstacle'
import type { Viewer } from '@/lib/identity/viewer'
import { query } from '@/lib/store/current'
import { selectFlows } from '@/lib/store/flows'
import { type JobOfPerson, selectJobsOfPerson } from '@/lib/store/known-jobs'
import type { PersonFacts } from '@/lib/store/people-lists'
import { asThey, demandSight } from './see-as'

const LOOK_MS = 5_000

/** What the portal says of a person and a flow, with the rules that decide. */
export interface PortalSide {
  readonly flow: Flow
  readonly ofFlow: DecidingRule
  readonly ofConnector: DecidingRule
}

/** What an Admin's own token shows of who may do what with a job. */
export interface JobAccess {
  readonly jobId: string
  /** Grants to the person by name, and to groups: whether they are in those is not told. */
  readonly own: readonly JobGrant[]
  readonly groups: readonly JobGrant[]
  /** Why it could not be read. */
  readonly problem: { readonly code: ErrorCode; readonly facts: ErrorFacts } | undefined
}

export interface DatabricksSide {
  /** By their ids: what the person's own token showed of the jobs, when they last opened or pressed the flow. */
  readonly shown: ReadonlyMap<string, JobOfPerson>
  readonly jobIds: readonly string[]
  /** Only where it was asked for. */
  readonly asked: readonly JobAccess[] | undefined
}

export interface EffectiveAccess {
  readonly person: PersonFacts
  readonly flows: readonly PortalSide[]
  readonly chosen: (PortalSide & DatabricksSide) | undefined
}

/**
 * What somebody may press, and which rule decides; of one flow also what Databricks lets them do, as far as it is known: from
 * their own token with its time, and, where it is asked for, from the Admin's own token. For an Admin.
 * @throws PortalError not_permitted, not_found
 */
export async function effectiveAccess(
  viewer: Viewer,
  personId: string,
  { flow: slug, ask }: { readonly flow: string; readonly ask: boolean },
): Promise<EffectiveAccess> {
  const person = await demandSight(viewer, personId, 'access.view')
  const flows = (await query(selectFlows)).map((flow) => portalSide(person, flow))
  const chosen = flows.find(({ flow }) => flow.slug === slug)
  if (slug !== '' && !chosen) throw new PortalError('not_found', `There is no flow "${slug}".`)
  return {
    person,
    flows,
    chosen: chosen && { ...chosen, ...(await databricksSide(viewer, person, chosen.flow, ask)) },
  }
}

function portalSide(person: PersonFacts, flow: Flow): PortalSide {
  const them = asThey(person)
  return {
    flow,
    ofFlow: decidingRule(them, flow.definition.audience),
    ofConnector: decidingRule(them, flow.connectorAudience),
  }
}

async function databricksSide(viewer: Viewer, { id: personId, userName }: PersonFacts, flow: Flow, ask: boolean) {
  const { connectorId } = flow
  const jobIds = jobsOf(flow.definition)
  const which = { personId, connectorId, jobIds }
  const shown: DatabricksSide['shown'] =
    jobIds.length === 0 ? new Map() : await query((db) => selectJobsOfPerson(db, which))
  const asked = ask
    ? await Promise.all(jobIds.map((jobId) => readAccess(viewer, connectorId, jobId, userName)))
    : undefined
  return { shown, jobIds, asked }
}

/** With the Admin's own token: Databricks tells it to those who manage the job. */
async function readAccess(viewer: Viewer, connectorId: string, jobId: string, userName: string): Promise<JobAccess> {
  const ofPerson = ({ userName: name }: JobGrant) => name?.toLowerCase() === userName.toLowerCase()
  try {
    const grants = await asViewer(viewer, { connectorId, ms: LOOK_MS }, (workspace, signal) =>
      getJobPermissions(workspace, jobId, { signal }),
    )
    const groups = grants.filter(({ groupName }) => groupName !== undefined)
    return { jobId, own: grants.filter(ofPerson), groups, problem: undefined }
  } catch (thrown) {
    if (!(thrown instanceof PortalError)) throw thrown
    return { jobId, own: [], groups: [], problem: { code: thrown.code, facts: thrown.facts } }
  }
}
