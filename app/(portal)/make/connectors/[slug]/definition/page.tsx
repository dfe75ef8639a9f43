import { cache } from 'react'
import { MessageBar } from '@/app/_components/message-bar'
import { currentWords, pageViewer } from '@/app/_edge'
import { page, pageTitle } from '@/app/_page'
import { ConnectorFrame } from '@/app/(portal)/make/connectors/connector-frame'
import { definitionOf, operationCalled } from '@/lib/connectors/operation'
import { getConnector } from '@/lib/connectors/server/get-connector'
import { PortalError } from '@/lib/errors'
import { hasRole } from '@/lib/identity/roles'
import { ActionEditor, NewAction } from './action-editor'
import { ActionList } from './action-list'
import { ActionToRead } from './action-to-read'
import type { DefinitionPart } from './definition-part'
import { ParameterEditor } from './parameter-editor'
import { PolicyEditor, PolicyList, policyAsked } from './policies'
import { TextView } from './text-view'

type Props = PageProps<'/make/connectors/[slug]/definition'>

const opened = cache(async (slug: string) => {
  const viewer = await pageViewer(`/make/connectors/${encodeURIComponent(slug)}/definition`)
  return { viewer, connector: await getConnector(viewer, slug) }
})

export const generateMetadata = pageTitle(
  async ({ params }: Props) => (await opened((await params).slug)).connector.name,
)

export default page(DefinitionPage)

/**
 * The step Definition: `action` is one action, `parameter` one of its parameters, `view=text` the whole as Swagger,
 * `view=policies` what is done to its calls. Makers read.
 * @throws PortalError not_found for an action or a parameter that is not there
 */
async function DefinitionPage({ params, searchParams }: Props) {
  const { viewer, connector } = await opened((await params).slug)
  const words = await currentWords()
  const { saved, action, parameter, view, policy, ...more } = await searchParams
  const mayEdit = hasRole(viewer.roles, 'Portal.Admin')
  const part: DefinitionPart = { connector, definition: definitionOf(connector), mayEdit, words: words.connectors }
  return (
    <ConnectorFrame connector={connector} viewer={viewer} step="definition" saved={saved} words={words}>
      {connector.definition === null && mayEdit && <MessageBar tone="info">{words.connectors.readyNote}</MessageBar>}
      {contentOf(part, {
        action: textOf(action),
        parameter: textOf(parameter),
        view: textOf(view),
        policy: { at: textOf(policy), template: textOf(more.new) },
      })}
    </ConnectorFrame>
  )
}

function policiesOf(part: DefinitionPart, asked: Asked['policy']) {
  if (!part.mayEdit || (asked.at === undefined && asked.template === undefined)) return <PolicyList {...part} />
  return <PolicyEditor {...part} {...policyAsked(part, asked)} />
}

function textOf(value: string | string[] | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined
}

interface Asked {
  readonly action: string | undefined
  readonly parameter: string | undefined
  readonly view: string | undefined
  readonly policy: { readonly at: string | undefined; readonly template: string | undefined }
}

function contentOf(part: DefinitionPart, { action, parameter, view, policy }: Asked) {
  if (view === 'text') return <TextView {...part} />
  if (view === 'policies') return policiesOf(part, policy)
  if (action === undefined) return <ActionList {...part} />
  if (action === '' && part.mayEdit) return <NewAction {...part} />
  const operation = operationCalled(part.definition, action)
  if (!operation) throw new PortalError('not_found', `There is no action "${action.slice(0, 100)}".`)
  if (!part.mayEdit) return <ActionToRead {...part} operation={operation} />
  if (parameter === undefined) return <ActionEditor {...part} operation={operation} />
  const found = operation.parameters.find(({ place, name }) => `${place}.${name}` === parameter)
  if (!found && parameter !== '') throw new PortalError('not_found', 'There is no such parameter.')
  return <ParameterEditor {...part} operation={operation} parameter={found} />
}
