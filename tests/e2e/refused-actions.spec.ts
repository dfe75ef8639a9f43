import { expect, test } from '../support/scenario.ts'

for (const javaScriptEnabled of [true, false]) {
  test(`a press that is refused says why, and that nothing was done, ${javaScriptEnabled ? 'with' : 'without'} scripts (OPS-8)`, async ({
    openAs,
  }) => {
    const maker = await openAs('maker@contoso.example', { javaScriptEnabled })
    await maker.goto('/runs')
    const save = async () => {
      await maker.getByText('Saved views').click()
      await maker.getByLabel('Name', { exact: true }).fill('Two tabs')
      await maker.getByRole('button', { name: 'Save this list as a view' }).click()
      await expect(maker.getByRole('link', { name: 'Two tabs' })).toBeVisible()
    }
    await save()
    const other = await maker.context().newPage()
    await other.goto('/runs')
    await maker.getByRole('button', { name: 'Delete: Two tabs' }).click()
    await expect(maker.getByRole('link', { name: 'Two tabs' })).toBeHidden()

    await other.getByText('Saved views').click()
    await other.getByRole('button', { name: 'Delete: Two tabs' }).click()
    const said = other.getByRole('main').getByRole('alert')
    await expect(said).toContainText('nothing was changed, and no job was started')
    await expect(said).toContainText('is gone, or not yours any more')
    await other.getByRole('link', { name: 'My runs' }).first().click()
    await other.reload()
    await expect(said).toBeHidden()
  })
}
