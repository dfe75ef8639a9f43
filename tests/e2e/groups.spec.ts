import { press, runStatus } from '../support/run-pages.ts'
import { expect, test } from '../support/scenario.ts'

/** Of the emulator's two groups; the user is in it, the other user is not. */
const FINANCE = '00000000-0000-4000-a000-000000000001'

test('a maker shares a flow with a group: who is in it presses, who is not finds nothing, until the group is taken out (AUTHZ-5, AUTHZ-8)', async ({
  openAs,
  taskTimes,
}) => {
  await taskTimes('ping-lakehouse', 300)
  const maker = await openAs('maker@contoso.example')
  await maker.goto('/make/flows/new?q=ping')
  await maker.getByRole('button', { name: 'Make a flow from Ping the lakehouse' }).click()
  await maker.getByRole('button', { name: 'Publish' }).click()
  await maker.getByRole('link', { name: 'People', exact: true }).first().click()
  await maker.getByLabel('Object id of the group').fill('Finance')
  await maker.getByLabel('Name to show').fill('Finance <team>')
  await maker.getByRole('button', { name: 'Add the group' }).click()
  await expect(maker.getByText('It is an id like').first()).toBeVisible()
  await maker.getByLabel('Object id of the group').fill(FINANCE)
  await maker.getByRole('button', { name: 'Add the group' }).click()
  await expect(maker.getByText('Saved. It counts from now on.')).toBeVisible()
  await expect(maker.getByRole('rowheader', { name: 'Finance <team>' })).toBeVisible()

  const path = (await maker.getByRole('link', { name: 'Open the button' }).getAttribute('href')) ?? ''
  const other = await openAs('user2@contoso.example')
  await other.goto(path)
  await expect(other.getByRole('heading', { level: 1 })).toHaveText('Nothing here for you')
  const user = await openAs('user@contoso.example')
  await user.goto(path)
  await press(user)
  await expect(runStatus(user)).toHaveText('Succeeded', { timeout: 30_000 })

  await maker.getByRole('button', { name: 'Remove Finance <team>' }).click()
  await expect(maker.getByText('No group is named.')).toBeVisible()
  await user.goto(path)
  await expect(user.getByRole('heading', { level: 1 })).toHaveText('Nothing here for you')
})

test('where Entra ID tells more groups than a token holds, the page that shares says what its administrator has to do', async ({
  openAs,
  emulator,
}) => {
  const many = Array.from(
    { length: 201 },
    (_, number) => `00000000-0000-4000-b000-${String(number).padStart(12, '0')}`,
  )
  await emulator.entra.patchUser('outsider@contoso.example', { groups: many })
  await openAs('outsider@contoso.example')
  const maker = await openAs('maker@contoso.example')
  await maker.goto('/make/flows/monthly-close?part=people')
  await expect(maker.getByText('Some people are in more than 200 groups')).toBeVisible()
  const admin = await openAs('admin@contoso.example')
  await admin.goto('/make/connectors/azure-databricks/security')
  await expect(admin.getByText('Groups assigned to the application')).toBeVisible()
  await emulator.entra.patchUser('outsider@contoso.example', { groups: [] })
  await openAs('outsider@contoso.example')
  await maker.goto('/make/flows/monthly-close?part=people')
  await expect(maker.getByText('Some people are in more than 200 groups')).toHaveCount(0)
})
