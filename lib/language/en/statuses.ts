import type { RunStatus } from '@/lib/runs/run-status'

/** The words of a run's state; in English they are those of the contract. */
export const statuses: Readonly<Record<RunStatus, string>> = {
  Waiting: 'Waiting',
  Queued: 'Queued',
  Running: 'Running',
  Succeeded: 'Succeeded',
  'Succeeded with failures': 'Succeeded with failures',
  Failed: 'Failed',
  Cancelled: 'Cancelled',
  'Timed out': 'Timed out',
  Skipped: 'Skipped',
  Unknown: 'Unknown',
}
