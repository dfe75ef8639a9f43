import 'server-only'
import { actorOf } from '@/lib/audit/audit-entry'
import type { Viewer } from '@/lib/identity/viewer'
import { type ProofHop, proofOf } from '@/lib/runs/proof'
import { insertAudit } from '@/lib/store/audit'
import { query } from '@/lib/store/current'
import { selectTokensOfRun } from '@/lib/store/sign-in-lists'
import { getRun, type RunView } from './get-run'

export interface ProvenRun {
  readonly view: RunView
  readonly hops: readonly ProofHop[]
}

/** A run's way from the click to its result: one's own, or anybody's for an Admin. @throws PortalError not_found */
export async function proveRun(viewer: Viewer, runId: string): Promise<ProvenRun> {
  const view = await getRun(viewer, runId)
  const tokens = await query((db) => selectTokensOfRun(db, view.run.id))
  return { view, hops: proofOf({ ...view, tokens }) }
}

/** The same as a file's text; on record before it is sent (AUD-4). @throws PortalError not_found */
export async function exportProof(viewer: Viewer, runId: string): Promise<{ name: string; text: string }> {
  const { view, hops } = await proveRun(viewer, runId)
  const { id, number, flowTitle, flowSlug, flowVersion, status, startedBy, origin } = view.run
  await query((db) =>
    insertAudit(db, { actor: actorOf(viewer), action: 'run.proof', target: `run:${id}`, outcome: 'done' }),
  )
  const proof = {
    run: { id, number, flow: flowSlug, flowTitle, flowVersion, status, startedBy, workspace: origin },
    exportedAt: new Date().toISOString(),
    note: 'A fact that is null is not known. No token is in here.',
    notes: view.run.notes.map(({ author, text, createdAt }) => ({
      at: new Date(createdAt).toISOString(),
      author,
      text,
    })),
    hops: hops.map(({ at, facts, ...hop }) => ({
      ...hop,
      at: at === undefined ? null : new Date(at).toISOString(),
      facts: Object.fromEntries(facts.map(([name, value]) => [name, value ?? null])),
    })),
  }
  return { name: `lakeport-run-${number}-proof.json`, text: `${JSON.stringify(proof, null, 2)}\n` }
}
