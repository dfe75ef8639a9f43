import { cache } from 'react'
import { Button } from '@/app/_components/button'
import { EmptyState } from '@/app/_components/empty-state'
import { Field } from '@/app/_components/field'
import formStyles from '@/app/_components/form.module.css'
import { FormActions } from '@/app/_components/form-actions'
import { KeyValues } from '@/app/_components/key-values'
import { MessageBar } from '@/app/_components/message-bar'
import { Pane } from '@/app/_components/pane'
import { SubmitButton } from '@/app/_components/submit-button'
import { currentWords, pageViewer } from '@/app/_edge'
import { page, pageTitle } from '@/app/_page'
import { connectAction } from '@/app/(portal)/connections/actions'
import { ConnectorFrame } from '@/app/(portal)/make/connectors/connector-frame'
import { ownProblem } from '@/lib/connections/server/own-connection'
import { routed, runningFor } from '@/lib/connectors/apply-policies'
import { definitionOf, type Operation, operationsOf } from '@/lib/connectors/operation'
import { needsConnecting, principalOf } from '@/lib/connectors/security'
import { getConnector } from '@/lib/connectors/server/get-connector'
import { ownTests } from '@/lib/connectors/server/test-connector'
import { isAmong } from '@/lib/flows/audience'
import type { ConnectorWords } from '@/lib/language/words'
import { OperationForm } from './operation-form'
import { TestResult } from './test-result'

type Props = PageProps<'/make/connectors/[slug]/test'>

const opened = cache(async (slug: string) => {
  const viewer = await pageViewer(`/make/connectors/${encodeURIComponent(slug)}/test`)
  return { viewer, connector: await getConnector(viewer, slug, 'Portal.Admin') }
})

export const generateMetadata = pageTitle(
  async ({ params }: Props) => (await opened((await params).slug)).connector.name,
)

export default page(TestPage)

/** The step Test: one action is chosen (`operation`), filled in and tried; the last results stay. */
async function TestPage({ params, searchParams }: Props) {
  const { viewer, connector } = await opened((await params).slug)
  const words = await currentWords()
  const { connectors: text } = words
  const { operation: chosen, result } = await searchParams
  const operations = operationsOf(definitionOf(connector)).filter(({ id }) => id !== '')
  const described = operations.find(({ id }) => id === chosen)
  const operation = described && routed(described, runningFor(connector.policies, described.id))
  const tests = await ownTests(viewer, connector)
  const isOwn = needsConnecting(connector.security)
  const principal = principalOf(connector.security)
  const problem = isOwn ? await ownProblem(viewer, connector.id) : undefined
  // A connection is for whom the connector is for, and an Admin is not among them without being let in.
  const mayConnect = !isOwn || isAmong(viewer, connector.audience)
  return (
    <ConnectorFrame connector={connector} viewer={viewer} step="test" words={words}>
      <Pane title={text.testOperation}>
        <p>{principal ? text.testLeadPrincipal(principal.name) : text.testLead}</p>
        <KeyValues
          items={[
            {
              label: text.connection,
              value: principal
                ? text.principalConnection(principal.name)
                : (isOwn ? text.yourOwnConnection : text.yourConnection)(viewer.userName),
            },
          ]}
        />
        {!mayConnect && (
          <MessageBar
            tone="warning"
            title={text.notAmong}
            action={{ label: text.letIn, href: `/make/connectors/${connector.slug}/security` }}
          >
            {text.notAmongNext}
          </MessageBar>
        )}
        {mayConnect && problem && (
          <form action={connectAction}>
            <input type="hidden" name="connector" value={connector.slug} />
            <input type="hidden" name="from" value="test" />
            <MessageBar tone="warning" title={words.errors[problem.code](problem.facts).title}>
              <SubmitButton icon="plug">{words.connections.connect}</SubmitButton>
            </MessageBar>
          </form>
        )}
        {operations.length === 0 ? (
          <EmptyState icon="code" text={text.noOperations} compact />
        ) : (
          <ChooseOperation operations={operations} chosen={operation} words={text} />
        )}
      </Pane>
      {operation && (
        <Pane title={operation.summary || operation.id}>
          <OperationForm
            viewer={viewer}
            connector={connector}
            operation={operation}
            lastTest={tests[0]?.id}
            words={text}
          />
        </Pane>
      )}
      <Pane title={text.results}>
        {tests.length === 0 && <EmptyState icon="history" text={text.noResults} compact />}
        {tests.map((test, index) => (
          <TestResult
            key={test.id}
            test={test}
            isOpen={result === undefined ? index === 0 : test.id === result}
            isOwn={isOwn}
            words={words}
          />
        ))}
      </Pane>
    </ConnectorFrame>
  )
}

interface ChooseProps {
  readonly operations: readonly Operation[]
  readonly chosen: Operation | undefined
  readonly words: ConnectorWords
}

function ChooseOperation({ operations, chosen, words }: ChooseProps) {
  const options = operations.map(({ id, summary }) => ({ value: id, label: summary ? `${summary} (${id})` : id }))
  return (
    <form className={formStyles.form}>
      <Field
        spec={{ name: 'operation', type: 'choice', label: words.operation, required: true, options }}
        value={chosen?.id}
        words={{ choose: words.choose, zone: '' }}
        prefix=""
      />
      <FormActions>
        <Button type="submit">{words.chooseOperation}</Button>
      </FormActions>
    </form>
  )
}
