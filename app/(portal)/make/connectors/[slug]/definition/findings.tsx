import { PageLink } from '@/app/_components/page-link'
import { Pane } from '@/app/_components/pane'
import { documentOf } from '@/lib/connectors/document'
import type { Finding } from '@/lib/connectors/finding'
import { validateDocument } from '@/lib/connectors/validate-document'
import { type DefinitionPart, definitionPath } from './definition-part'

/** What is wrong with the definition, each with the way to it. */
export function Findings({ connector, words }: DefinitionPart) {
  const found = validateDocument(documentOf(connector))
  return (
    <Pane title={words.validation}>
      {found.length === 0 && <p>{words.noFindings}</p>}
      <ul>
        {found.map((one) => (
          <li key={`${one.id} ${one.where} ${one.what}`}>
            {words.levels[one.level]}, {one.id}:{' '}
            <PageLink href={definitionPath(connector, wayTo(one))}>
              {words.finding(words.findings[one.id], one.operationId || one.where, one.what)}
            </PageLink>
          </li>
        ))}
      </ul>
    </Pane>
  )
}

function wayTo({ operationId }: Finding): Record<string, string> {
  return operationId ? { action: operationId } : { view: 'text' }
}
