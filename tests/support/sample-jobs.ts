import { seedJobs } from '../../emulators/databricks/seed.ts'
import sample from '../../emulators/sample-flows.json' with { type: 'json' }
import type { DatabricksControl } from './emulator-control.ts'

/** The job behind a sample flow. @throws Error for a slug that is none of them */
export function jobOf(slug: string): string {
  const jobId = sample.flows.find((flow) => flow.slug === slug)?.steps[0]?.jobId
  if (!jobId) throw new Error(`There is no sample flow ${slug}`)
  return jobId
}

/** From now on each task of the flow's job takes this long, and next to nothing before and after. */
export async function timeTasks(databricks: DatabricksControl, slug: string, durationMs: number): Promise<void> {
  const times = { setupMs: 100, durationMs, cleanupMs: 100 }
  const keys = Object.keys(seedScripts(slug))
  await databricks.script(jobOf(slug), { tasks: Object.fromEntries(keys.map((key) => [key, times])) })
}

/** Takes the flow's job back to the times of the demo. */
export async function restoreTimes(databricks: DatabricksControl, slug: string): Promise<void> {
  await databricks.script(jobOf(slug), { tasks: seedScripts(slug) })
}

function seedScripts(slug: string) {
  return seedJobs().find(({ jobId }) => jobId === jobOf(slug))?.scripts ?? {}
}
