import 'server-only'
import { config } from '@/lib/config'
import type { Viewer } from '@/lib/identity/viewer'
import type { Words } from '@/lib/language/words'
import { redact } from '@/lib/redact'
import type { RunRow } from '@/lib/runs/run-view'
import { supportText } from '@/lib/runs/support-text'
import { proveRun } from './prove-run'

/** A run as text for somebody who helps: one's own, or anybody's for an Admin. @throws PortalError not_found */
export async function textForSupport(
  viewer: Viewer,
  runId: string,
  words: Words,
): Promise<{ readonly run: RunRow; readonly text: string }> {
  const { view, hops } = await proveRun(viewer, runId)
  const address = `${config().origin}/runs/${view.run.id}`
  return { run: view.run, text: supportText({ ...view, hops, address, redact }, words) }
}
