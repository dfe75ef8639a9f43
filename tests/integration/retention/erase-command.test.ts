import { expect, it } from 'vitest'
import { newSecrets, portalSettings } from '@/emulators/portal-settings.mjs'
import { type DatabaseSettings, openDatabase } from '@/lib/store/database'
import { migrate } from '@/lib/store/migrate'
import { ALL_MIGRATIONS } from '@/lib/store/migrations/all-migrations'
import { addRows, problemIn } from '@/tests/integration/audit/tampering'
import { runCommand } from '@/tests/support/commands'
import { describeOnBothStores } from '@/tests/support/stores'

const secrets = newSecrets()

function erase({ databaseUrl, dataDir }: DatabaseSettings, ...args: string[]) {
  const settings = portalSettings({ portal: 3000, entra: 1, databricks: 2 })
  const store = { ...(databaseUrl && { DATABASE_URL: databaseUrl }), LAKEPORT_DATA_DIR: dataDir }
  return runCommand('erase', args, { ...settings, ...secrets, ...store })
}

describeOnBothStores('npm run erase', (_open, makeSettings) => {
  it('asks nothing, says what it has done, and refuses whom it does not know (OPS-7)', async () => {
    const settings = await makeSettings()
    const database = await openDatabase(settings)
    await migrate(database, ALL_MIGRATIONS)
    await addRows(database, 3)
    await database.close()
    expect(await erase(settings)).toMatchObject({ code: 1, err: 'Whom? npm run erase -- <object id or user name>\n' })
    expect(await erase(settings, 'nobody@contoso.example')).toMatchObject({
      code: 1,
      out: '',
      err: 'Nobody here is called "nobody@contoso.example". Nothing was changed.\n',
    })
    expect(await erase(settings, 'user@contoso.example')).toMatchObject({
      code: 0,
      out: expect.stringMatching(
        /^The person is erased, and called erased-\w{12} .* and in 3 rows of the audit log\./,
      ),
    })
    const after = await openDatabase(settings)
    expect(await problemIn(after)).toBeUndefined()
    expect(await after.kysely.selectFrom('audit').select('id').where('actor_name', 'is not', null).execute()).toEqual(
      [],
    )
    await after.close()
  })
})
