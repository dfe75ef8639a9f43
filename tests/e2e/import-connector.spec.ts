import { readFile } from 'node:fs/promises'
import { expect, test } from '../support/scenario.ts'

const ADMIN = 'admin@contoso.example'

for (const javaScriptEnabled of [true, false]) {
  const scripts = javaScriptEnabled ? 'with scripts' : 'without scripts'

  test(`${scripts}: an Admin imports a connector from a file, is told what has no place here, and writes it to files again (TOK-9)`, async ({
    openAs,
    stack,
  }) => {
    const title = `Imported ${scripts}`
    const operation = { operationId: 'ListJobs', summary: 'List jobs', responses: { '200': { description: 'OK' } } }
    const definition = {
      swagger: '2.0',
      info: { title, version: '1.0', contact: { name: 'Contoso' } },
      ...{ host: new URL(stack.databricksUrl).host, basePath: '/', schemes: ['http'] },
      paths: { '/api/2.2/jobs/list': { get: operation } },
    }
    const token = { oAuthSettings: { identityProvider: 'aad', clientSecret: 'a-secret-in-a-file' } }
    const properties = { properties: { iconBrandColor: '#ff3621', connectionParameters: { token } } }
    const fileOf = (name: string, content: object) => ({
      name,
      mimeType: 'application/json',
      buffer: Buffer.from(JSON.stringify(content)),
    })

    const admin = await openAs(ADMIN, { javaScriptEnabled })
    await admin.goto('/make/connectors')
    await admin.getByRole('link', { name: 'Import a connector' }).click()
    await admin.getByLabel('apiDefinition.swagger.json').setInputFiles(fileOf('a.json', definition))
    await admin.getByLabel('apiProperties.json').setInputFiles(fileOf('b.json', properties))
    await admin.getByRole('button', { name: 'Import', exact: true }).click()
    await expect(
      admin.getByText('info.contact; properties.connectionParameters.token.clientSecret').first(),
    ).toBeVisible()
    await admin.getByLabel('Yes, import it without these').check()
    await admin.getByRole('button', { name: 'Import', exact: true }).click()
    await expect(admin.getByRole('heading', { level: 1, name: title })).toBeVisible()
    await expect(admin.getByRole('link', { name: 'List jobs' })).toBeVisible()

    await admin.getByRole('link', { name: 'Text', exact: true }).click()
    const download = admin.waitForEvent('download')
    await admin.getByRole('link', { name: 'apiProperties.json' }).click()
    const written = await readFile(await (await download).path(), 'utf8')
    expect(JSON.parse(written)).toMatchObject({ properties: { iconBrandColor: '#ff3621' } })
    expect(written).not.toContain('a-secret-in-a-file')
  })
}
