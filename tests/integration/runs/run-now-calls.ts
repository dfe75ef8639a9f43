import type { FaultSpec, SeenRequest } from '@/tests/support/emulator-control'
import type { InProcessPortal } from '@/tests/support/in-process-portal'

const RUN_NOW = 'POST /api/2.2/jobs/run-now'

/** A fault of the next call of run-now. */
export function failRunNow(portal: InProcessPortal, fault: Omit<FaultSpec, 'match'>): Promise<void> {
  return portal.databricks().addFault({ match: RUN_NOW, ...fault })
}

/** What Databricks was asked, oldest first. */
export async function runNowCalls(portal: InProcessPortal): Promise<SeenRequest[]> {
  return callsOf(portal, RUN_NOW)
}

export async function callsOf(portal: InProcessPortal, line: string): Promise<SeenRequest[]> {
  return (await portal.databricks().requests()).filter(({ method, path }) => `${method} ${path}` === line)
}
