import { describe, expect, it } from 'vitest'
import { addStep } from '@/lib/drafts/edit-steps'
import { proposeFlow } from '@/lib/drafts/propose'
import { readStepSettings, type SettingsForm } from '@/lib/drafts/server/read-step-settings'
import { en } from '@/lib/language/en/english'

const JOB = { jobId: '11', name: 'Load', description: undefined, parameters: [] }
const ONE = proposeFlow(JOB, 'me')
const TWO = addStep(ONE, { action: 'run_now', jobId: '22', jobParameters: {} }, { wanted: 'Tell', first: 'Load' })
const FORM: SettingsForm = {
  ...{ name: 'Tell', after: ['succeeded'], retry: 'none', times: '3', seconds: '60', timeout: '', wait: 'on' },
}
const read = (change: Partial<SettingsForm>, isFirst = false) =>
  readStepSettings({ ...FORM, ...change }, { content: TWO, step: 'Tell', isFirst }, en)

describe('when and how a step is run', () => {
  it.each<[Partial<SettingsForm>, object]>([
    [{}, { name: 'Tell' }],
    [{ name: ' Tell them ' }, { name: 'Tell them' }],
    [{ name: 'tell' }, { name: 'tell' }],
    [{ after: ['failed'] }, { name: 'Tell', runAfter: ['failed'] }],
    [{ after: ['skipped', 'succeeded'] }, { name: 'Tell', runAfter: ['succeeded', 'skipped'] }],
    [
      { retry: 'fixed', times: '2', seconds: '5' },
      { name: 'Tell', retry: { kind: 'fixed', times: 2, seconds: 5 } },
    ],
    [{ timeout: '90' }, { name: 'Tell', timeout: 90 }],
    [{ wait: undefined }, { name: 'Tell', wait: false }],
    [{ secretResults: 'on' }, { name: 'Tell', secretResults: true }],
  ])('is read as it is written: %j', (change, settings) => {
    expect(read(change)).toEqual({ ok: true, value: settings })
  })

  it('says nothing of what the first step would run after, and needs no name of the only one', () => {
    expect(read({ after: ['failed'] }, true)).toEqual({ ok: true, value: { name: 'Tell' } })
    const alone = { ...FORM, name: undefined, after: [], timeout: '5' }
    expect(readStepSettings(alone, { content: ONE, step: '', isFirst: true }, en)).toEqual({
      ok: true,
      value: { timeout: 5 },
    })
  })

  it.each<[Partial<SettingsForm>, string]>([
    [{ name: '' }, 'name'],
    [{ name: '4 eyes' }, 'name'],
    [{ name: 'x'.repeat(61) }, 'name'],
    [{ name: 'LOAD' }, 'name'],
    [{ after: [] }, 'after'],
    [{ retry: 'fixed', times: '0' }, 'times'],
    [{ retry: 'fixed', times: '11' }, 'times'],
    [{ retry: 'exponential', seconds: '4' }, 'seconds'],
    [{ retry: 'exponential', seconds: '3601' }, 'seconds'],
    [{ retry: 'exponential', seconds: '1e2' }, 'seconds'],
    [{ timeout: '0' }, 'timeout'],
    [{ timeout: '43201' }, 'timeout'],
    [{ timeout: 'soon' }, 'timeout'],
    [{ retry: 'fixed', wait: undefined }, 'retry'],
    [{ timeout: '5', wait: undefined }, 'timeout'],
  ])('is refused beside the control: %j (IO-1)', (change, field) => {
    expect(read(change)).toMatchObject({ ok: false, issues: [{ field }] })
  })
})
