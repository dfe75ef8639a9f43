import { EditForm } from '@/app/_components/edit-form'
import { LinkButton } from '@/app/_components/link-button'
import { Pane } from '@/app/_components/pane'
import { ScrollRegion } from '@/app/_components/scroll-region'
import styles from '@/app/(portal)/make/connectors/connectors.module.css'
import { documentOf } from '@/lib/connectors/document'
import { saveDocumentAction } from './actions'
import { breaksField, type DefinitionPart, definitionPath, formWords, savingOf } from './definition-part'
import { Findings } from './findings'

const FILES = ['apiDefinition.swagger.json', 'apiProperties.json']

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
      {mayEdit && (
        <Pane title={words.exported}>
          <p>{words.exportLead}</p>
          <ul className={styles.links}>
            {FILES.map((file) => (
              <li key={file}>
                <a href={`/api/connectors/${connector.slug}/${file}`} download>
                  {file}
                </a>
              </li>
            ))}
          </ul>
        </Pane>
      )}
      <Findings {...part} />
    </>
  )
}
