import 'server-only'
import { getJob } from '@/lib/databricks/jobs'
import { knownFrom } from '@/lib/flows/server/look-at-job'
import { describeError, log } from '@/lib/log'
import { query } from '@/lib/store/current'
import { type FollowedRun, setRunsAs } from '@/lib/store/followed-runs'
import { upsertKnownJob } from '@/lib/store/known-jobs'
import type { Look } from './look-at-runs'

const ONCE = { attempts: 1, windowMs: 0 }
const ASK_AGAIN_MS = 10 * 60_000
const MOST_REMEMBERED = 10_000

interface Learned {
  readonly at: number
  readonly runsAs: Promise<string | undefined>
}

interface Memory {
  lakeportJobsAsked?: Map<string, Learned>
}

/** What this process learned of a job: one that may not be read is not asked for at every look. */
function jobsAsked(): Map<string, Learned> {
  const shared = globalThis as Memory
  shared.lakeportJobsAsked ??= new Map()
  if (shared.lakeportJobsAsked.size > MOST_REMEMBERED) shared.lakeportJobsAsked.clear()
  return shared.lakeportJobsAsked
}

/** Whose rights the code has is known to the job alone, not to its runs. Not learning it stops nothing. */
export async function learnRunsAs(look: Look, run: FollowedRun): Promise<void> {
  const { databricksJobId: jobId } = run
  if (jobId === undefined) return
  const key = `${look.connection.id} ${jobId}`
  const known = jobsAsked().get(key)
  const isFresh = known && Date.now() - known.at < ASK_AGAIN_MS
  const asked = isFresh ? known : { at: Date.now(), runsAs: ask(look, jobId) }
  jobsAsked().set(key, asked)
  const runsAs = await asked.runsAs
  if (runsAs) await query((db) => setRunsAs(db, run, runsAs))
}

async function ask({ connection, workspace, calls }: Look, jobId: string): Promise<string | undefined> {
  calls.made += 1
  try {
    const job = await getJob(workspace, jobId, { retry: ONCE })
    await query((db) => upsertKnownJob(db, connection.id, jobId, knownFrom(job)))
    return job.runAsUserName
  } catch (thrown) {
    log('info', 'follow.run_as_unknown', { connectionId: connection.id, jobId, ...describeError(thrown) })
    return undefined
  }
}
