import { FOLLOWED, UNSUBMITTED } from '@/lib/runs/run-state'
import type { Metric } from './exposition'
import type { LoopDelay, ProcessFigures, Waiting, WorkFigures, WorkspaceFigures } from './figures'

/** What a scrape is told. No label carries a person, a flow, or more of a workspace than its origin. */
export function portalMetrics(
  work: WorkFigures,
  workspaces: readonly WorkspaceFigures[],
  process: ProcessFigures,
): Metric[] {
  return [...ofWork(work), ...ofWorkspaces(workspaces), ...ofProcess(process)]
}

function ofWork({ activeRuns, presses, turns, groups, deliveries, liveSessions }: WorkFigures): Metric[] {
  return [
    {
      name: 'lakeport_active_runs',
      help: 'Runs whose end is not known, by state.',
      type: 'gauge',
      samples: [...UNSUBMITTED, ...FOLLOWED].map((state) => ({
        labels: { state },
        value: activeRuns.get(state) ?? 0,
      })),
    },
    ...waiting('lakeport_presses_waiting', 'Presses and steps that Databricks does not have yet', presses),
    gauge('lakeport_runs_in_queue', 'Runs that wait for their turn among the runs of their flow.', turns),
    ...waiting('lakeport_poll_groups_due', 'Connections whose runs are due to be looked at', groups),
    ...waiting('lakeport_deliveries_waiting', 'Notices on their way out by e-mail, Teams or webhook', deliveries),
    gauge('lakeport_live_sessions', 'Sessions that are neither ended nor idle for too long.', liveSessions),
  ]
}

function waiting(name: string, what: string, { count, oldestSeconds }: Waiting): Metric[] {
  return [
    gauge(name, `${what}.`, count),
    gauge(
      `${name}_oldest_seconds`,
      `${what}: for how long the oldest has waited; 0 when there is none.`,
      oldestSeconds,
    ),
  ]
}

function ofWorkspaces(workspaces: readonly WorkspaceFigures[]): Metric[] {
  const of = (name: string, help: string, value: (workspace: WorkspaceFigures) => number): Metric => ({
    ...{ name, help, type: 'gauge' },
    samples: workspaces.map((each) => ({ labels: { workspace: each.origin }, value: value(each) })),
  })
  return [
    of(
      'lakeport_workspace_circuit_open',
      '1 while a workspace keeps failing and is tried now and then only.',
      (each) => (each.isFailing ? 1 : 0),
    ),
    of('lakeport_workspace_on_hold', '1 while a workspace has asked to be left alone.', (each) =>
      each.isOnHold ? 1 : 0,
    ),
    of(
      'lakeport_workspace_calls_left',
      'Calls left in the budget of a workspace; below 0 they are owed.',
      (each) => each.callsLeft,
    ),
  ]
}

function ofProcess({ version, build, node, role, ...figures }: ProcessFigures): Metric[] {
  return [
    {
      name: 'lakeport_build_info',
      help: 'Which portal this is; always 1.',
      type: 'gauge',
      samples: [{ labels: { version, build: build ?? '', node, role }, value: 1 }],
    },
    gauge('lakeport_uptime_seconds', 'Since this process started.', figures.uptimeSeconds),
    { ...gauge('process_cpu_seconds_total', 'Processor time of this process.', figures.cpuSeconds), type: 'counter' },
    gauge('process_resident_memory_bytes', 'Memory of this process.', figures.residentBytes),
    gauge('nodejs_heap_size_used_bytes', 'Used heap of this process.', figures.heapBytes),
    ...ofLoop(figures.loopDelay),
  ]
}

function ofLoop(delay: LoopDelay): Metric[] {
  const since = 'by which timers of this process came late since they were last asked for'
  return [
    gauge('nodejs_eventloop_lag_mean_seconds', `Time ${since}: the mean.`, delay.mean),
    gauge('nodejs_eventloop_lag_p99_seconds', `Time ${since}: 99 of 100 came sooner.`, delay.p99),
    gauge('nodejs_eventloop_lag_max_seconds', `Time ${since}: the most.`, delay.max),
  ]
}

function gauge(name: string, help: string, value: number): Metric {
  return { name, help, type: 'gauge', samples: [{ value }] }
}
