import { describe, expect, it } from 'vitest'
import type { InputSchema } from '@/lib/flows/input-schema'
import { type ComparedRun, compareRuns } from '@/lib/runs/comparison'
import type { RunRow, TaskRow } from '@/lib/runs/run-view'

const INPUTS: InputSchema = {
  type: 'object',
  additionalProperties: false,
  properties: { region: { type: 'string', title: 'Region' }, key: { type: 'string', 'x-control': 'secret' } },
}
const STEP = { action: 'run_now', jobId: '7', jobParameters: {} } as const
const RUN = {
  ...{ id: 'a', status: 'Succeeded', flowTitle: 'Close', flowVersion: 1, trigger: 'button', startedBy: 'kim' },
  ...{
    createdAt: 0,
    startedAt: 1_000,
    endedAt: 60_000,
    runsAs: 'robot',
    identityMode: 'shared',
    origin: 'https://w',
  },
  ...{ inputs: { region: 'EMEA' }, files: {}, databricksJobId: '7', settingsDigest: 'abc', position: 0 },
} as unknown as RunRow
const TASK = {
  ...{ position: 0, taskKey: 'load', status: 'Succeeded', durationMs: 20_000, facts: {} },
} as unknown as TaskRow
const of = (
  run: Partial<RunRow> = {},
  task: Partial<TaskRow> = {},
  results: [string, string][] = [],
): ComparedRun => ({
  run: { ...RUN, ...run },
  flow: { definition: { inputs: INPUTS, steps: [STEP] } },
  tasks: [{ ...TASK, ...task }],
  results: new Map(results),
})
const verdicts = (a: ComparedRun, b: ComparedRun) =>
  Object.fromEntries(
    compareRuns(a, b).map(({ thing, verdict }) => [
      'name' in thing ? `${thing.of} ${thing.name}` : thing.of,
      verdict,
    ]),
  )

describe('two runs side by side', () => {
  it('tell differences first, then what cannot be told, then what is the same', () => {
    const order = compareRuns(of(), of({ inputs: { region: 'APAC' } })).map(({ verdict }) => verdict)
    expect(order).toEqual([...order].sort((a, b) => RANK.indexOf(a) - RANK.indexOf(b)))
    expect(new Set(order)).toEqual(new Set(RANK))
  })

  it('differ in inputs, results, status, and settings of the job', () => {
    const other = of({ inputs: {}, settingsDigest: 'def' }, { status: 'Failed' }, [['0 load', 'x']])
    expect(verdicts(of({}, {}, [['0 load', 'y']]), other)).toMatchObject({
      'input Region': 'different',
      settings: 'different',
      'taskStatus load': 'different',
      'taskResult load': 'different',
      runsAs: 'same',
      status: 'same',
    })
  })

  it('have an input alike by what was given, whatever a version calls it, and each in the words of its own field', () => {
    const labelled = (label: string): ComparedRun => ({
      ...of(),
      flow: {
        definition: {
          inputs: {
            ...INPUTS,
            properties: { region: { type: 'string', title: 'Region', 'x-labels': { EMEA: label } } },
          },
          steps: [STEP],
        },
      },
    })
    const [region] = compareRuns(labelled('Europe'), labelled('Europe and Africa')).filter(
      ({ thing }) => thing.of === 'input',
    )
    expect(region).toMatchObject({
      verdict: 'same',
      values: [
        { given: 'EMEA', field: { 'x-labels': { EMEA: 'Europe' } } },
        { given: 'EMEA', field: { 'x-labels': { EMEA: 'Europe and Africa' } } },
      ],
    })
  })

  it('differ in a length only by more than a second and a tenth', () => {
    const longer = (ms: number) => verdicts(of(), of({ endedAt: 60_000 + ms }))
    expect([longer(900).duration, longer(5_000).duration, longer(30_000).duration]).toEqual([
      'same',
      'same',
      'different',
    ])
  })

  it('say of what was never kept that it is not known, and nothing of a secret (OPS-7)', () => {
    const seen = verdicts(of(), of({ settingsDigest: undefined, runsAs: undefined, endedAt: undefined }))
    expect(seen).toMatchObject({ settings: 'unknown', runsAs: 'unknown', duration: 'unknown', compute: 'unknown' })
    expect(seen['input key']).toBe('hidden')
  })
})

describe('tasks of two runs', () => {
  const told = { facts: { settings: 'a', compute: 'serverless' } }

  it('are alike or not by what they were told, where both have them', () => {
    expect(verdicts(of({}, told), of({}, { facts: { settings: 'b', compute: 'main' } }))).toMatchObject({
      'taskSettings load': 'different',
      'taskCompute load': 'different',
    })
    expect(verdicts(of({}, told), of())).toMatchObject({ 'taskSettings load': 'unknown', settings: 'same' })
    const apart = verdicts(of({}, told), of({}, { ...told, taskKey: 'other' }))
    expect(apart).toMatchObject({ 'taskStatus load': 'different', 'taskStatus other': 'different' })
    expect(Object.keys(apart).filter((key) => key.startsWith('taskSettings'))).toEqual([])
  })

  it('speak for the job, whose settings are not known besides', () => {
    const ofJob = of({ settingsDigest: undefined }, told)
    expect(verdicts(ofJob, ofJob)).not.toHaveProperty('settings')
    expect(verdicts(ofJob, of({ settingsDigest: undefined }))).toMatchObject({ settings: 'unknown' })
  })
})

const RANK = ['different', 'unknown', 'hidden', 'same'] as const
