import { Breadcrumbs } from '@/app/_components/breadcrumbs'
import { EditForm } from '@/app/_components/edit-form'
import type { FieldSpec } from '@/app/_components/field-spec'
import { PageHead } from '@/app/_components/page-head'
import { Pane } from '@/app/_components/pane'
import { currentWords, pageViewer } from '@/app/_edge'
import { page, pageTitle } from '@/app/_page'
import { mayMakeConnectors } from '@/lib/connectors/server/get-connector'
import type { ConnectorWords } from '@/lib/language/words'
import { importConnectorAction } from './actions'

export const generateMetadata = pageTitle(async () => (await currentWords()).connectors.importTitle)

export default page(ImportPage)

/** A connector out of the files of the Power Platform, or a definition at an address. Nothing is kept before all of it is read. */
async function ImportPage() {
  const viewer = await pageViewer('/make/connectors/import')
  await mayMakeConnectors(viewer)
  const { connectors: words, shell } = await currentWords()
  return (
    <>
      <Breadcrumbs
        label={shell.breadcrumb}
        trail={[{ href: '/make/connectors', label: words.title }]}
        current={words.importTitle}
      />
      <PageHead title={words.importTitle} text={words.importLead} />
      <Pane title={words.importFiles}>
        <EditForm
          action={importConnectorAction}
          hidden={{}}
          fields={fieldsOf(words)}
          asked={[{ name: 'isAgreed', type: 'yes-no', label: words.importAgree }]}
          values={{}}
          words={{ summary: words.summary, submit: words.import, choose: words.choose }}
        />
      </Pane>
    </>
  )
}

function fieldsOf(words: ConnectorWords): readonly FieldSpec[] {
  return [
    { name: 'definitionFile', type: 'file', label: 'apiDefinition.swagger.json', help: words.importFileHelp },
    { name: 'definition', type: 'json', label: words.importText, help: words.importTextHelp },
    { name: 'url', type: 'text', label: words.importUrl, help: words.importUrlHelp, maxLength: 2_000 },
    { name: 'propertiesFile', type: 'file', label: 'apiProperties.json', help: words.importPropertiesHelp },
    { name: 'properties', type: 'json', label: words.importProperties },
    { name: 'name', type: 'text', label: words.name, help: words.importNameHelp, maxLength: 80 },
    { name: 'host', type: 'text', label: words.host, help: words.importHostHelp, maxLength: 300 },
  ]
}
