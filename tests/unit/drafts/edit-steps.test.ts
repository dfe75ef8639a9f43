import { describe, expect, it } from 'vitest'
import { draftIssues } from '@/lib/drafts/draft-issues'
import { putJob } from '@/lib/drafts/edit-job'
import { NO_STATEMENT, proposeStatement, putStatement } from '@/lib/drafts/edit-statement'
import { addStep, moveStep, newProblems, putSettings, removeStep } from '@/lib/drafts/edit-steps'
import { proposeFlow, proposeJobStep } from '@/lib/drafts/propose'
import { freeStepName } from '@/lib/drafts/step-name'
import type { FlowContent, FlowStep } from '@/lib/flows/flow'
import { sourcesOf } from '@/lib/flows/flow-steps'

const WAREHOUSE = 'a1b2c3d4e5f60718'
const FIRST = { first: 'Step 1' }
const ONE = proposeFlow(
  { jobId: '11', name: 'Load', description: undefined, parameters: [{ name: 'region', default: '' }] },
  'me',
)
const job = (jobId: string, ...names: string[]) =>
  proposeJobStep(
    { jobId, name: undefined, description: undefined, parameters: names.map((name) => ({ name, default: '' })) },
    ONE.definition.inputs,
  )

/** A job, a statement that reads what it gave back, and a job that takes the statement's count and runs after failure. */
const THREE = [
  (content: FlowContent) => addStep(content, NO_STATEMENT, { wanted: 'Count', ...FIRST }),
  (content: FlowContent) =>
    putStatement(content, {
      ...{ step: 'Count', warehouseId: WAREHOUSE, statement: 'SELECT count(*) FROM t WHERE v = :version' },
      sources: { 'from.version': 'result:value:Step 1' },
    }),
  (content: FlowContent) => addStep(content, job('33', 'region', 'note'), { wanted: 'Tell them!', ...FIRST }),
  (content: FlowContent) =>
    putJob(content, {
      ...{ step: 'Tell them', jobId: '33' },
      sources: { 'from.region': 'field:region', 'from.note': 'result:column:Count', 'text.note': 'total' },
    }),
  (content: FlowContent) => putSettings(content, 'Tell them', { name: 'Tell them', runAfter: ['failed'] }),
].reduce((content, change) => change(content), ONE)

const stepsOf = ({ definition }: FlowContent) => definition.steps
const namesOf = (content: FlowContent) => stepsOf(content).map(({ name }) => name)
const sourcesAt = (content: FlowContent, place: number) => sourcesOf(stepsOf(content)[place] as FlowStep)
const fatal = (content: FlowContent) => draftIssues(content).filter(({ isFatal }) => isFatal)

describe('steps of a draft', () => {
  it('are added behind the others, and each gets a name then, the first one too', () => {
    expect(namesOf(ONE)).toEqual([undefined])
    expect(namesOf(THREE)).toEqual(['Step 1', 'Count', 'Tell them'])
    expect(fatal(THREE)).toEqual([])
    const twice = addStep(THREE, job('33'), { wanted: 'COUNT', ...FIRST })
    expect(namesOf(twice).at(-1)).toBe('COUNT 2')
  })

  it('get the fields of the same name for their parameters, and the job’s own defaults for others', () => {
    expect(job('33', 'region', 'note').jobParameters).toEqual({ region: { input: 'region' } })
  })

  it.each([
    ['Close the month: Q4 (final)', 'Close the month Q4 final'],
    ['4 eyes', 'eyes'],
    ['***', 'Step'],
    ['', 'Step'],
    ['Größe_1-a', 'Größe_1-a'],
  ])('are called after %j as far as a name may be so', (text, name) => {
    expect(freeStepName(text, [])).toBe(name)
  })

  it('take along what is taken of them when they get another name', () => {
    const renamed = putSettings(THREE, 'Count', { name: 'Orders' })
    expect(sourcesAt(renamed, 2)).toMatchObject({ note: { step: 'Orders', result: 'value', column: 'total' } })
    expect(fatal(renamed)).toEqual([])
  })

  it('keep when and how they run when they do something else, and the other way round', () => {
    const retry = { kind: 'fixed', times: 2, seconds: 30 } as const
    const set = putSettings(THREE, 'Tell them', { name: 'Tell them', retry, timeout: 5, wait: false })
    expect(stepsOf(set)[2]).toEqual({ ...stepsOf(THREE)[2], runAfter: undefined, retry, timeout: 5, wait: false })
    const other = putJob(set, { step: 'Tell them', jobId: '44', sources: {} })
    expect(stepsOf(other)[2]).toEqual({
      ...{ action: 'run_now', jobId: '44', jobParameters: {} },
      ...{ name: 'Tell them', retry, timeout: 5, wait: false },
    })
  })

  it('are moved by one place, stay at the ends, and never come before what they take', () => {
    expect(namesOf(moveStep(THREE, 'Step 1', -1))).toEqual(namesOf(THREE))
    expect(namesOf(moveStep(THREE, 'Tell them', 1))).toEqual(namesOf(THREE))
    const apart = addStep(THREE, job('44'), { wanted: 'Last', ...FIRST })
    const moved = moveStep(apart, 'Last', -1)
    expect(namesOf(moved)).toEqual(['Step 1', 'Count', 'Last', 'Tell them'])
    expect(newProblems(apart, moved)).toEqual([])
    expect(newProblems(THREE, moveStep(THREE, 'Count', -1))).toEqual([{ step: 'Count', problem: 'later' }])
    const alone = addStep(ONE, job('44'), { wanted: 'Only after failure', ...FIRST })
    const last = putSettings(alone, 'Only after failure', { name: 'Only after failure', runAfter: ['failed'] })
    expect(newProblems(last, moveStep(last, 'Only after failure', -1))).toEqual([
      { step: 'Only after failure', problem: 'first' },
    ])
  })

  it('are taken out with all that was taken of them, and it is told how much that was', () => {
    const { content, freed, startsNow } = removeStep(THREE, 'Count')
    expect([freed, startsNow]).toEqual([1, false])
    expect(namesOf(content)).toEqual(['Step 1', 'Tell them'])
    expect(sourcesAt(content, 1)).toEqual({ region: { input: 'region' } })
    const first = removeStep(THREE, 'Step 1')
    expect([first.freed, first.startsNow]).toEqual([1, false])
    expect(draftIssues(first.content)).toContainEqual({
      ...{ kind: 'unbound', name: 'version', isFatal: true },
      step: 'Count',
    })
  })

  it('run after nothing once they are the first, and one step always stays', () => {
    const { content } = removeStep(THREE, 'Count')
    const left = removeStep(content, 'Step 1')
    expect(left.startsNow).toBe(true)
    expect(stepsOf(left.content)).toMatchObject([{ name: 'Tell them' }])
    expect(fatal(left.content)).toEqual([])
    expect(() => removeStep(left.content, 'Tell them')).toThrow(expect.objectContaining({ code: 'invalid_request' }))
  })

  it('that are not there cannot be changed', () => {
    expect(() => putJob(THREE, { step: 'Other', jobId: '1', sources: {} })).toThrow(
      expect.objectContaining({ code: 'not_found' }),
    )
    expect(() => moveStep(THREE, '', 1)).toThrow(expect.objectContaining({ code: 'not_found' }))
  })

  it('of which a later one takes what nobody waits for, or what is gone, are not published', () => {
    const loose = putSettings(THREE, 'Count', { name: 'Count', wait: false })
    expect(newProblems(THREE, loose)).toEqual([{ step: 'Tell them', problem: 'not_awaited' }])
    expect(fatal(loose)).toEqual([{ kind: 'not_awaited', isFatal: true, step: 'Tell them' }])
  })
})

describe('whose rights code has', () => {
  const statement = proposeStatement('Orders', 'me')
  const mixed = addStep(statement, job('33'), { wanted: 'Tell', ...FIRST })
  const modeOf = ({ definition }: FlowContent) => definition.identityMode

  it('is the person’s for statements alone, and the job’s own for the first job among them', () => {
    expect(modeOf(statement)).toBe('as_me')
    expect(modeOf(mixed)).toBe('shared')
    expect(modeOf(removeStep(mixed, 'Tell').content)).toBe('as_me')
  })

  it('stays as it was chosen when a statement joins, or is written', () => {
    expect(modeOf(THREE)).toBe('shared')
    const asMe = putJob(THREE, { step: 'Step 1', jobId: '11', identityMode: 'as_me', sources: {} })
    expect(modeOf(addStep(asMe, NO_STATEMENT, { wanted: 'More', ...FIRST }))).toBe('as_me')
    expect(modeOf(putJob(asMe, { step: 'Tell them', jobId: '33', sources: {} }))).toBe('as_me')
  })
})
