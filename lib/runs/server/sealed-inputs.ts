import 'server-only'
import { PortalError } from '@/lib/errors'
import type { Viewer } from '@/lib/identity/viewer'
import type { SealedKind } from '@/lib/keys/server/sealed-kind'
import type { WrittenSettings } from '@/lib/runs/written-settings'
import { keyRing } from '@/lib/store/current-key-ring'
import { replaceSealedInputs, selectSealedInputs } from '@/lib/store/run-inputs'
import { open, SealError, type SealedFor, seal } from '@/lib/store/sealed'

type Owner = Pick<Viewer, 'tenantId' | 'objectId'>

/** Beside the parameters of older versions, whose names hold no blank. */
const SECRET_INPUTS = 'secret inputs'
/** What a job that is run as the person was at the press. */
const JOB_SETTINGS = 'job settings'

/** What is kept of a press until Databricks has it. */
export interface KeptInputs {
  /** By the names of the inputs: several steps may take one under several names. */
  readonly inputs: Readonly<Record<string, string>>
  /** By the names of the parameters, as versions before kept them of the one step there was. */
  readonly parameters: Readonly<Record<string, string>>
  /** Kept before the first call, so that every repetition of it says the same. */
  readonly settings: WrittenSettings | undefined
}

/**
 * Seals what is secret of a press until the last step that takes it is started: a press must survive this process, and without
 * its values it could not be sent again. `undefined` where there is nothing.
 */
export function sealInputs(
  owner: Owner,
  runId: string,
  { inputs, parameters, settings }: Partial<KeptInputs>,
): string | undefined {
  const kept = {
    ...parameters,
    ...(inputs && Object.keys(inputs).length > 0 ? { [SECRET_INPUTS]: JSON.stringify(inputs) } : {}),
    ...(settings ? { [JOB_SETTINGS]: JSON.stringify(settings) } : {}),
  }
  return Object.keys(kept).length === 0 ? undefined : seal(keyRing(), JSON.stringify(kept), aboutOf(owner, runId))
}

/** @throws PortalError inputs_unreadable */
export function openInputs(owner: Owner, runId: string, sealed: string | undefined): KeptInputs {
  if (sealed === undefined) return { inputs: {}, parameters: {}, settings: undefined }
  const { [JOB_SETTINGS]: settings, [SECRET_INPUTS]: inputs, ...parameters } = opened(owner, runId, sealed)
  return {
    inputs: inputs === undefined ? {} : (JSON.parse(inputs) as Record<string, string>),
    parameters,
    settings: settings === undefined ? undefined : (JSON.parse(settings) as WrittenSettings),
  }
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
