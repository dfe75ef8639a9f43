import { type Category, EXCLUDED, UPSTREAM_CANCELED, UPSTREAM_FAILED } from './endings.ts'
import type { Ending, RunIf } from './model.ts'

const HANDLES_FAILURE: ReadonlySet<RunIf> = new Set(['AT_LEAST_ONE_FAILED', 'ALL_FAILED'])

/**
 * Whether a task may start, given how its dependencies ended; else the ending it gets without running.
 * Azure's page "Configure task dependencies": an excluded dependency counts as successful, a task all of whose
 * dependencies are excluded is excluded itself, and a cancelled dependency counts as failed for those who handle failure.
 */
export function decideRunIf(runIf: RunIf, dependencies: Category[]): 'run' | Ending {
  if (dependencies.length === 0) return 'run'
  if (dependencies.every((category) => category === 'excluded')) return EXCLUDED
  if (isMet(runIf, dependencies)) return 'run'
  if (HANDLES_FAILURE.has(runIf)) return EXCLUDED
  return dependencies.includes('failed') ? UPSTREAM_FAILED : UPSTREAM_CANCELED
}

function isMet(runIf: RunIf, dependencies: Category[]): boolean {
  const unwell = dependencies.filter((category) => category === 'failed' || category === 'canceled').length
  switch (runIf) {
    case 'ALL_SUCCESS':
    case 'NONE_FAILED':
      return unwell === 0
    case 'AT_LEAST_ONE_SUCCESS':
      return unwell < dependencies.length
    case 'ALL_DONE':
      return true
    case 'AT_LEAST_ONE_FAILED':
      return unwell > 0
    case 'ALL_FAILED':
      return unwell === dependencies.length
  }
}
