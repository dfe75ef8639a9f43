import { expect, it } from 'vitest'
import type { Viewer } from '@/lib/identity/viewer'
import { erasePerson } from '@/lib/retention/server/erase-person'
import { chosenColumns, columnsIn } from '@/lib/runs/run-columns'
import { parseRunQuery } from '@/lib/runs/run-query'
import { listMyRuns } from '@/lib/runs/server/list-runs'
import { deleteOwnView, listViews, renameOwnView, saveView, startWithView } from '@/lib/runs/server/saved-views'
import { describePortal } from '@/tests/support/in-process-portal'
import { SAMPLE_FLOWS, SECRET_FLOW } from './sample-flows'

describePortal('views of a history', [...SAMPLE_FLOWS, SECRET_FLOW], (portal) => {
  const user = () => portal.signIn('user@contoso.example')
  const saved = async (viewer: Viewer, name: string, address = 'status=Failed') => {
    expect(await saveView(viewer, { list: 'mine', name, address })).toBeUndefined()
    const view = (await listViews(viewer, 'mine')).find((one) => one.name === name)
    if (!view) throw new Error('The view was not kept')
    return view
  }

  it('keep filters and columns in one spelling, and no place in the list', async () => {
    const viewer = await user()
    const address =
      'status=Queued&status=Failed&columns=trigger,region&after=mi2x.0193d0f2-6b1a-7c3e-9a40-2f6d8e1b5c77&x=1'
    const { query, isStart } = await saved(viewer, 'Failures', address)
    expect(query).toBe('?status=Queued%2CFailed&columns=trigger%2Cinput%3Aregion')
    expect(isStart).toBe(false)
  })

  it('have one name each, which changes, and one of a list is what it opens with', async () => {
    const viewer = await user()
    const [one, two] = [await saved(viewer, 'One'), await saved(viewer, 'Two')]
    expect(await saveView(viewer, { list: 'mine', name: ' One ', address: '' })).toBe('taken')
    expect(await saveView(viewer, { list: 'mine', name: ' ', address: '' })).toBe('name')
    expect(await saveView(viewer, { list: 'mine', name: 'x'.repeat(61), address: '' })).toBe('name')
    expect(await renameOwnView(viewer, one.id, 'Two')).toBe('taken')
    expect(await renameOwnView(viewer, one.id, 'Three')).toBeUndefined()
    for (const { id } of [one, two]) await startWithView(viewer, id, true)
    const starts = async () => (await listViews(viewer, 'mine')).map(({ name, isStart }) => [name, isStart])
    expect(await starts()).toEqual([
      ['Three', false],
      ['Two', true],
    ])
    await startWithView(viewer, two.id, false)
    await deleteOwnView(viewer, one.id)
    expect(await starts()).toEqual([['Two', false]])
  })

  it('are thirty at most, however many are saved at once', async () => {
    const viewer = await user()
    const names = Array.from({ length: 34 }, (_none, at) => `View ${at}`)
    for (const name of names.splice(0, 28)) await saved(viewer, name)
    const kept = await Promise.all(names.map((name) => saveView(viewer, { list: 'mine', name, address: '' })))
    expect(kept.filter((problem) => problem === undefined)).toHaveLength(2)
    expect(kept.filter((problem) => problem === 'full')).toHaveLength(4)
  })

  it('are their person’s alone, and gone with them (AUTHZ-4, OPS-7)', async () => {
    const [viewer, other] = [await user(), await portal.signIn('user2@contoso.example')]
    const { id } = await saved(viewer, 'Mine')
    expect(await listViews(other, 'mine')).toEqual([])
    for (const act of [
      () => deleteOwnView(other, id),
      () => renameOwnView(other, id, 'Theirs'),
      () => startWithView(other, id, true),
      () => deleteOwnView(other, '0193d0f2-6b1a-7c3e-9a40-2f6d8e1b5c77'),
    ]) {
      await expect(act()).rejects.toMatchObject({ code: 'not_found' })
    }
    await expect(saveView(other, { list: 'all', name: 'All', address: '' })).rejects.toMatchObject({
      code: 'not_permitted',
    })
    expect(await listViews(viewer, 'mine')).toHaveLength(1)
    await erasePerson(portal.store(), viewer.objectId)
    expect(await portal.store().kysely.selectFrom('run_views').selectAll().execute()).toEqual([])
  })

  it('show columns that are asked for, a secret input in none of them (OPS-7)', async () => {
    const viewer = await user()
    await portal.press(viewer, 'refresh-sales', { region: 'EMEA', top_n: '3' })
    const secret = await portal.press(viewer, 'with-secret', { password: 'correcthorse' })
    const columns = columnsIn(['workspace,trigger', 'databricksRun', 'region, password', 'toString'])
    const { runs } = await listMyRuns(viewer, parseRunQuery({ columns }))
    const extras = new Map(runs.map((run) => [run.flowSlug, run.extras]))
    expect(extras.get('refresh-sales')).toMatchObject({ trigger: 'button', inputs: { region: 'EMEA' } })
    expect(extras.get('refresh-sales')?.workspace).toBeTypeOf('string')
    expect(runs.find(({ id }) => id === secret)?.extras?.inputs).toEqual({})
    expect(JSON.stringify(runs)).not.toContain('correcthorse')
    expect((await listMyRuns(viewer, parseRunQuery({}))).runs[0]).not.toHaveProperty('extras')
  })

  it('name columns in one spelling', () => {
    expect(columnsIn(['run,run', 'nonsense!', 'duration', '', 'a'])).toBe('run,duration,input:a')
    expect(columnsIn(['input:status,status'])).toBe('status,input:status')
    expect(columnsIn([Array.from({ length: 40 }, (_none, at) => `i${at}`).join()]).split(',')).toHaveLength(6)
    expect(columnsIn([columnsIn(['workspace,region'])])).toBe('workspace,input:region')
    expect(chosenColumns('', ['flow', 'run'])).toEqual(['flow', 'run'])
    expect(chosenColumns('run,input:a', ['flow'])).toEqual(['flow', 'run', 'input:a'])
  })
})
