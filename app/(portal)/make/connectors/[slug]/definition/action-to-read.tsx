import { KeyValues } from '@/app/_components/key-values'
import { Pane } from '@/app/_components/pane'
import { ScrollRegion } from '@/app/_components/scroll-region'
import type { Operation } from '@/lib/connectors/operation'
import { ParameterList } from './action-editor'
import type { DefinitionPart } from './definition-part'

/** One action, for Makers. */
export function ActionToRead(props: DefinitionPart & { readonly operation: Operation }) {
  const { operation, words } = props
  const { id, summary, description, verb, path, visibility, body, answer } = operation
  return (
    <>
      <Pane title={summary || id}>
        <KeyValues
          items={[
            { label: words.operationId, value: id },
            { label: words.description, value: description },
            { label: words.path, value: <code>{`${verb.toUpperCase()} ${path}`}</code> },
            { label: words.visibility, value: words.visibilities[visibility] },
          ]}
        />
      </Pane>
      <Pane title={words.parameters}>
        <ParameterList {...props} />
      </Pane>
      {[
        { title: words.body, schema: body?.schema },
        { title: words.answer, schema: answer.schema },
      ].map(
        ({ title, schema }) =>
          schema && (
            <Pane key={title} title={title}>
              <ScrollRegion label={title} short>
                <pre>{JSON.stringify(schema, null, 2)}</pre>
              </ScrollRegion>
            </Pane>
          ),
      )}
    </>
  )
}
