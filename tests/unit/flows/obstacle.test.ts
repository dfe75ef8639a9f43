import { expect, it } from 'vitest'
import type { FlowStep } from '@/lib/flows/flow'
import { type JobInView, jobsOf, obstacleTo } from '@/lib/flows/obstacle'

const GOOD: JobInView = {
  runsAs: 'maker@contoso.example',
  problem: undefined,
  parameters: ['region'],
  notebookParameters: [],
  mostRuns: undefined,
  active: 0,
}
const job = (name: string, jobId: string, parameter = 'region'): FlowStep => ({
  action: 'run_now',
  name,
  jobId,
  jobParameters: { [parameter]: { value: 'x' } },
})
const obstacle = (steps: readonly FlowStep[], jobs: Readonly<Record<string, Partial<JobInView>>>) =>
  obstacleTo({
    state: 'on',
    definition: { identityMode: 'shared', steps },
    problem: undefined,
    jobs: new Map(Object.entries(jobs).map(([id, seen]) => [id, { ...GOOD, ...seen }])),
  })

const NO_RIGHT = { code: 'databricks_no_right', facts: {} } as const

it('is that of any of the jobs, a missing right before what its owner has to mend (AUTHZ-8)', () => {
  const steps = [job('Load', '1'), job('Check', '2', 'gone'), job('Tell', '3')]
  expect(obstacle(steps, { 1: {}, 2: {}, 3: {} })).toEqual({ kind: 'parameters', names: ['gone'] })
  expect(obstacle(steps, { 1: {}, 2: {}, 3: { problem: NO_RIGHT } })).toEqual({ kind: 'problem', problem: NO_RIGHT })
  expect(obstacle([job('Load', '1'), job('Check', '2')], { 1: {}, 2: { mostRuns: 1, active: 1 } })).toEqual({
    kind: 'full',
    most: 1,
  })
})

it('is nothing where every job is well, or not known yet', () => {
  const steps = [job('Load', '1'), job('Check', '2')]
  expect(obstacle(steps, { 1: {}, 2: {} })).toBeUndefined()
  expect(obstacle(steps, { 1: {} })).toBeUndefined()
})

it('asks for each job once, in the order of the steps', () => {
  expect(jobsOf({ steps: [job('Load', '2'), job('Check', '1'), job('Again', '2')] })).toEqual(['2', '1'])
})
