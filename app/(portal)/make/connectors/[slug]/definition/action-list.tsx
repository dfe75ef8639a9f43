import { DetailsList } from '@/app/_components/details-list'
import { EmptyState } from '@/app/_components/empty-state'
import { LinkButton } from '@/app/_components/link-button'
import { PageLink } from '@/app/_components/page-link'
import { Pane } from '@/app/_components/pane'
import styles from '@/app/(portal)/make/connectors/connectors.module.css'
import { type Operation, operationsOf } from '@/lib/connectors/operation'
import type { ConnectorWords } from '@/lib/language/words'
import { type DefinitionPart, definitionPath } from './definition-part'
import { Findings } from './findings'

/** Every action of the definition, and what is wrong with it. */
export function ActionList(part: DefinitionPart) {
  const { connector, definition, mayEdit, words } = part
  const operations = operationsOf(definition)
  return (
    <>
      <Pane
        title={words.actions}
        actions={
          <div className={styles.ways}>
            <LinkButton href={definitionPath(connector, { view: 'text' })} icon="code">
              {words.textView}
            </LinkButton>
            <LinkButton href={definitionPath(connector, { view: 'policies' })} icon="table">
              {words.policies}
            </LinkButton>
            {mayEdit && (
              <LinkButton href={definitionPath(connector, { action: '' })} icon="add">
                {words.newAction}
              </LinkButton>
            )}
          </div>
        }
      >
        {operations.length === 0 ? (
          <EmptyState icon="code" text={words.noActions} compact />
        ) : (
          <DetailsList
            label={words.actions}
            columns={columnsOf(part, words)}
            rows={operations}
            rowKey={({ verb, path }: Operation) => `${verb} ${path}`}
            plain
          />
        )}
      </Pane>
      <Findings {...part} />
    </>
  )
}

function columnsOf({ connector }: DefinitionPart, words: ConnectorWords) {
  return [
    {
      key: 'summary',
      label: words.summaryField,
      cell: ({ id, summary }: Operation) => (
        <PageLink href={definitionPath(connector, { action: id })}>{summary || id}</PageLink>
      ),
    },
    { key: 'id', label: words.operationId, cell: ({ id }: Operation) => id },
    {
      key: 'call',
      label: words.path,
      cell: ({ verb, path }: Operation) => <code>{`${verb.toUpperCase()} ${path}`}</code>,
    },
    { key: 'visibility', label: words.visibility, cell: (row: Operation) => row.visibility, oneLine: true },
  ]
}
