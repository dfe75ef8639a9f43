import type { Viewer } from '@/lib/identity/viewer'
import type { InProcessPortal } from '@/tests/support/in-process-portal'

/** The demo's longest job: the run is at work and goes on for three minutes of the emulator's clock. */
export async function startForecast(portal: InProcessPortal, viewer: Viewer): Promise<string> {
  const runId = await portal.press(viewer, 'rebuild-forecast', { horizon_weeks: '12' })
  await portal.databricks().advanceClock(6_000)
  await portal.untilRun(viewer, runId, ({ run }) => run.status === 'Running')
  return runId
}
