import { EditForm } from '@/app/_components/edit-form'
import { LinkButton } from '@/app/_components/link-button'
import { Pane } from '@/app/_components/pane'
import { ScrollRegion } from '@/app/_components/scroll-region'
import { documentOf } from '@/lib/connectors/document'
import { saveDocumentAction } from './actions'
import { breaksField, type DefinitionPart, definitionPath, formWords, savingOf } from './definition-part'
import { Findings } from './findings'

/** The connector as its Swagger 2.0 text, beside the forms: both change the same. */
export function TextView(part: DefinitionPart) {
  const { connector, mayEdit, words } = part
  const text = JSON.stringify(documentOf(connector), null, 1)
  return (
    <>
      <Pane
        title={words.text}
        actions={
          <LinkButton href={definitionPath(connector)} icon="table">
            {words.formView}
          </LinkButton>
        }
      >
        {mayEdit ? (
          <EditForm
            key={connector.version}
            action={saveDocumentAction}
            hidden={savingOf(connector)}
            fields={[
              { name: 'text', type: 'json', label: words.text, help: words.textHelp, required: true, rows: 30 },
            ]}
            asked={[breaksField(words)]}
            values={{ text }}
            words={formWords(words, words.saveText)}
          />
        ) : (
          <ScrollRegion label={words.text}>
            <pre>{text}</pre>
          </ScrollRegion>
        )}
      </Pane>
      <Findings {...part} />
    </>
  )
}
