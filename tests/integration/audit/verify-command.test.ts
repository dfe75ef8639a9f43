import { execFile } from 'node:child_process'
import { expect, it } from 'vitest'
import { newSecrets, portalSettings } from '@/emulators/portal-settings.mjs'
import { type DatabaseSettings, openDatabase } from '@/lib/store/database'
import { migrate } from '@/lib/store/migrate'
import { ALL_MIGRATIONS } from '@/lib/store/migrations/all-migrations'
import { describeOnBothStores } from '@/tests/support/stores'
import { addRows, tamper } from './tampering'

const COMMAND = ['--import', 'tsx', '--conditions=react-server', 'lib/commands/verify-audit.ts']

/** As `npm run verify-audit` runs it. */
function verifyAudit({ databaseUrl, dataDir }: DatabaseSettings, ...args: string[]) {
  const settings = { ...portalSettings({ portal: 3000, entra: 1, databricks: 2 }), ...newSecrets() }
  const store = { ...(databaseUrl && { DATABASE_URL: databaseUrl }), LAKEPORT_DATA_DIR: dataDir }
  const env = { PATH: process.env.PATH, NODE_ENV: 'test' as const, ...settings, ...store }
  return new Promise<{ code: number; said: string }>((resolve) => {
    execFile(process.execPath, [...COMMAND, ...args], { env }, (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code) : 0, said: `${stdout}${stderr}` })
    })
  })
}

describeOnBothStores('npm run verify-audit', (_open, makeSettings) => {
  it('ends with 0 and the log’s end, or with 1 and the first row that is not as it was written (AUD-3)', async () => {
    const settings = await makeSettings()
    const change = async (...statements: string[]) => {
      const database = await openDatabase(settings)
      await migrate(database, ALL_MIGRATIONS)
      if (statements.length === 0) await addRows(database, 3)
      await tamper(database, ...statements)
      await database.close()
    }
    await change()
    const good = await verifyAudit(settings)
    expect(good).toEqual({
      code: 0,
      said: expect.stringMatching(
        /^The audit log is as it was written: 4 rows\. Its end, to be noted: 4:[0-9a-f]{64}\n$/,
      ),
    })
    const [noted = ''] = /4:[0-9a-f]{64}/.exec(good.said) ?? []
    expect((await verifyAudit(settings, noted)).code).toBe(0)
    expect(await verifyAudit(settings, noted.replace('4:', '9:'))).toEqual({
      code: 1,
      said: 'Row 9 was noted and is missing at the end of the log.\n',
    })
    expect(await verifyAudit(settings, 'x')).toMatchObject({ code: 1, said: expect.stringMatching(/^A place is/) })
    await change("update audit set outcome = 'refused' where position = 2")
    expect(await verifyAudit(settings)).toEqual({
      code: 1,
      said: expect.stringMatching(/^Row 2 \(run\.start, .*\) was changed after it was written\.\n$/),
    })
  })

  it('says so when the database is older than the log’s chain', async () => {
    const settings = await makeSettings()
    const database = await openDatabase(settings)
    await migrate(database, ALL_MIGRATIONS.slice(0, 1))
    await database.close()
    expect(await verifyAudit(settings)).toEqual({
      code: 1,
      said: 'The database is older than this version: npm run migrate\n',
    })
  })
})
