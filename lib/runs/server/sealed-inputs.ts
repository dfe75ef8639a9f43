import 'server-only'
import { PortalError } from '@/lib/errors'
import type { Viewer } from '@/lib/identity/viewer'
import type { SealedKind } from '@/lib/keys/server/sealed-kind'
import type { WrittenSettings } from '@/lib/runs/written-settings'
import { keyRing } from '@/lib/store/current-key-ring'
import { replaceSealedInputs, selectSealedInputs } from '@/lib/store/run-inputs'
import { open, SealError, type SealedFor, seal } from '@/lib/store/sealed'

type Owner = Pick<Viewer, 'tenantId' | 'objectId'>

/**
 * Job parameters that carry secret inputs, sealed until Databricks has them: a press must survive this process, and
 * without its values it could not be sent again.
 */
export function sealInputs(
  owner: Owner,
  runId: string,
  secret: Readonly<Record<string, string>>,
): string | undefined {
  return Object.keys(secret).length === 0 ? undefined : seal(keyRing(), JSON.stringify(secret), aboutOf(owner, runId))
}

/** Beside the parameters, whose names hold no blank: what a job that is run as the person was at the press. */
const JOB_SETTINGS = 'job settings'

/** What was kept of a press until Databricks has it. */
export interface KeptInputs {
  readonly secret: Readonly<Record<string, string>>
  /** Kept before the first call, so that every repetition of it says the same. */
  readonly settings: WrittenSettings | undefined
}

/** The secret inputs again, and the settings of the job beside them. */
export function sealToSend(owner: Owner, runId: string, { secret, settings }: KeptInputs): string {
  const kept = { ...secret, [JOB_SETTINGS]: JSON.stringify(settings) }
  return seal(keyRing(), JSON.stringify(kept), aboutOf(owner, runId))
}

/** @throws PortalError inputs_unreadable */
export function openInputs(owner: Owner, runId: string, sealed: string | undefined): KeptInputs {
  if (sealed === undefined) return { secret: {}, settings: undefined }
  const { [JOB_SETTINGS]: settings, ...secret } = opened(owner, runId, sealed)
  return { secret, settings: settings === undefined ? undefined : (JSON.parse(settings) as WrittenSettings) }
}

function opened(owner: Owner, runId: string, sealed: string): Record<string, string> {
  try {
    return JSON.parse(open(keyRing(), sealed, aboutOf(owner, runId))) as Record<string, string>
  } catch (cause) {
    if (!(cause instanceof SealError)) throw cause
    throw new PortalError('inputs_unreadable', `The secret inputs of run ${runId} do not open.`, { cause })
  }
}

/** Written over only while it is what was read: a run that was submitted meanwhile has dropped it. */
export const SEALED_INPUTS: SealedKind = {
  column: 'runs.sealed_inputs',
  called: 'secret inputs of runs',
  async select(db, page) {
    const rows = await selectSealedInputs(db, page)
    return rows.map((row) => ({ id: row.runId, sealed: row.sealed, about: aboutOf(row, row.runId) }))
  },
  async reseal(db, ring, { id, sealed, about }) {
    return replaceSealedInputs(db, id, { from: sealed, to: seal(ring, open(ring, sealed, about), about) })
  },
}

function aboutOf({ tenantId, objectId }: Owner, runId: string): SealedFor {
  return { purpose: 'run-inputs', tenantId, objectId, runId }
}
