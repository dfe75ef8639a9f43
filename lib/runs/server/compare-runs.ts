import 'server-only'
import { PortalError } from '@/lib/errors'
import type { Flow } from '@/lib/flows/flow'
import type { Viewer } from '@/lib/identity/viewer'
import { type ComparedRun, type Comparison, compareRuns, taskPlace } from '@/lib/runs/comparison'
import type { RunRow } from '@/lib/runs/run-view'
import { selectPreviousRun, selectResultDigests } from '@/lib/store/compared-runs'
import { query } from '@/lib/store/current'
import { selectFlowVersion } from '@/lib/store/flows'
import { selectRunPulse, selectRuns, selectTasksOfRuns } from '@/lib/store/run-views'
import { permittedRun, permittedRuns } from './permitted-run'

export interface ComparedRuns {
  readonly a: RunRow
  readonly b: RunRow
  readonly comparisons: readonly Comparison[]
}

/** Two runs that the viewer may see, side by side. @throws PortalError not_found where they may not see both */
export async function compareTwo(viewer: Viewer, idA: string, idB: string): Promise<ComparedRuns> {
  const [a, b] = await permittedRuns(viewer, [idA, idB], (db) => selectRuns(db, [idA, idB]))
  const [flows, tasks, digests] = await query((db) =>
    Promise.all([flowsOf(db, a, b), selectTasksOfRuns(db, [a.id, b.id]), selectResultDigests(db, [a.id, b.id])]),
  )
  const comparedOf = (run: RunRow, flow: Flow | undefined): ComparedRun => {
    if (!flow) throw new PortalError('not_found', 'The flow of this run is gone.')
    const own = digests.filter(({ runId }) => runId === run.id)
    return {
      ...{ run, flow, tasks: tasks.get(run.id) ?? [] },
      results: new Map(own.map((result) => [taskPlace(result), result.digest])),
    }
  }
  return { a, b, comparisons: compareRuns(comparedOf(a, flows[0]), comparedOf(b, flows[1])) }
}

/** Of one flow in one version, once. */
async function flowsOf(db: Parameters<typeof selectRuns>[0], a: RunRow, b: RunRow) {
  const one = await selectFlowVersion(db, a.flowId, a.flowVersion)
  const isSame = a.flowId === b.flowId && a.flowVersion === b.flowVersion
  return [one, isSame ? one : await selectFlowVersion(db, b.flowId, b.flowVersion)] as const
}

/** The run of the same flow and person before this one. @throws PortalError not_found */
export async function previousRun(viewer: Viewer, runId: string): Promise<string | undefined> {
  const run = await permittedRun(viewer, runId, (db) => selectRunPulse(db, runId))
  return query((db) => selectPreviousRun(db, run.id))
}
