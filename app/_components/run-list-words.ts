import type { Words } from '@/lib/language/words'
import type { RunListWords } from './run-table'

/** Of the catalogue, what a list of runs needs: the browser gets it beside the page. */
export function runListWords(words: Words['runs']): RunListWords {
  const { title, run, flow, status, statuses, started, duration, startedBy, runsAs, runsAsUnknown } = words
  const {
    servicePrincipal,
    byPrincipal,
    trigger,
    triggers,
    workspace,
    databricksRun,
    causes,
    selectHeading,
    selectRun,
  } = words
  return {
    ...{ title, run, flow, status, statuses, started, duration, startedBy, runsAs, runsAsUnknown },
    ...{ servicePrincipal, byPrincipal, trigger, triggers, workspace, databricksRun, causes },
    ...{ selectHeading, selectRun },
  }
}
