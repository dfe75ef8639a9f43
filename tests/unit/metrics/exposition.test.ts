import { expect, it } from 'vitest'
import { exposition, type Metric } from '@/lib/metrics/exposition'
import type { Waiting, WorkFigures } from '@/lib/metrics/figures'
import { portalMetrics } from '@/lib/metrics/portal-metrics'

const NOTHING: Waiting = { count: 0, oldestSeconds: 0 }
const WORK: WorkFigures = {
  activeRuns: new Map([['running', 3]]),
  presses: { count: 2, oldestSeconds: 1.5 },
  turns: 1,
  groups: NOTHING,
  deliveries: NOTHING,
  liveSessions: 7,
}
const PROCESS = {
  ...{ version: '0.1.0', build: 'b1', node: 'v24.0.0', role: 'all' },
  ...{ uptimeSeconds: 12.25, cpuSeconds: 0.5, residentBytes: 1_000, heapBytes: 500 },
  loopDelay: { mean: 0.001, p99: 0.01, max: 0.1 },
}
const ORIGIN = 'https://adb-1.2.azuredatabricks.net'

const metric = (samples: Metric['samples'], help = 'Help.'): Metric => ({ name: 'a', help, type: 'gauge', samples })

it.each<[Metric['samples'], string]>([
  [[{ value: 1 }], 'a 1'],
  [[{ value: 0.25 }], 'a 0.25'],
  [[{ labels: { one: 'x', two: 'y' }, value: -3 }], 'a{one="x",two="y"} -3'],
  [[{ labels: { one: 'a "b" \\ c\nd' }, value: 1 }], 'a{one="a \\"b\\" \\\\ c\\nd"} 1'],
  [[{ value: Number.NaN }], 'a NaN'],
  [[{ value: Number.POSITIVE_INFINITY }], 'a +Inf'],
  [[{ value: Number.NEGATIVE_INFINITY }], 'a -Inf'],
])('%j is written as %s', (samples, line) => {
  expect(exposition([metric(samples)])).toBe(`# HELP a Help.\n# TYPE a gauge\n${line}\n`)
})

it('no text breaks out of its line', () => {
  expect(exposition([metric([], 'one\ntwo \\ three')])).toBe('# HELP a one\\ntwo \\\\ three\n# TYPE a gauge\n')
})

it('a scrape is told of every state of an active run, also of those in which there is none', () => {
  const text = exposition(portalMetrics(WORK, [], PROCESS))
  for (const [state, count] of Object.entries({
    requested: 0,
    submitting: 0,
    unknown: 0,
    submitted: 0,
    running: 3,
  })) {
    expect(text).toContain(`lakeport_active_runs{state="${state}"} ${count}\n`)
  }
  expect(text).toContain('lakeport_presses_waiting 2\n')
  expect(text).toContain('lakeport_presses_waiting_oldest_seconds 1.5\n')
  expect(text).toContain('lakeport_build_info{version="0.1.0",build="b1",node="v24.0.0",role="all"} 1\n')
})

it('every line is one of the format, no name comes twice, and no label is of a person or a flow', () => {
  const workspace = { origin: ORIGIN, isFailing: true, isOnHold: false, callsLeft: 14.5 }
  const text = exposition(portalMetrics(WORK, [workspace], PROCESS))
  expect(text.endsWith('\n')).toBe(true)
  const lines = text.trimEnd().split('\n')
  const sample = /^[a-z_][a-z0-9_]*(\{[a-z]+="[^"\n]*"(,[a-z]+="[^"\n]*")*\})? (-?\d+(\.\d+)?(e-?\d+)?|NaN|[+-]Inf)$/
  for (const line of lines.filter((each) => !each.startsWith('#'))) expect(line).toMatch(sample)
  const heads = lines.filter((line) => line.startsWith('# TYPE'))
  expect(new Set(heads).size).toBe(heads.length)
  const labels = new Set([...text.matchAll(/[{,]([a-z]+)="/g)].map(([, label]) => label))
  expect([...labels].toSorted()).toEqual(['build', 'node', 'role', 'state', 'version', 'workspace'])
  expect(text).toContain(`lakeport_workspace_circuit_open{workspace="${ORIGIN}"} 1\n`)
})
