import { cache } from 'react'
import { Columns } from '@/app/_components/columns'
import { EditForm } from '@/app/_components/edit-form'
import type { FieldSpec } from '@/app/_components/field-spec'
import { KeyValues } from '@/app/_components/key-values'
import { LinkButton } from '@/app/_components/link-button'
import { Pane } from '@/app/_components/pane'
import { currentWords, pageViewer } from '@/app/_edge'
import { page, pageTitle } from '@/app/_page'
import { saveSecurityAction } from '@/app/(portal)/make/connectors/actions'
import { ConnectorFrame } from '@/app/(portal)/make/connectors/connector-frame'
import { type EntraFacts, entraFacts } from '@/lib/connectors/server/entra-facts'
import { getConnector } from '@/lib/connectors/server/get-connector'
import { ROLES } from '@/lib/identity/roles'
import type { Words } from '@/lib/language/words'

type Props = PageProps<'/make/connectors/[slug]/security'>

const opened = cache(async (slug: string) => {
  const viewer = await pageViewer(`/make/connectors/${encodeURIComponent(slug)}/security`)
  return { viewer, connector: await getConnector(viewer, slug, 'Portal.Admin') }
})

export const generateMetadata = pageTitle(
  async ({ params }: Props) => (await opened((await params).slug)).connector.name,
)

export default page(SecurityPage)

/** The step Security: whose tokens a connection asks for, by which registration, and who may use it. */
async function SecurityPage({ params, searchParams }: Props) {
  const { viewer, connector } = await opened((await params).slug)
  const words = await currentWords()
  const { connectors: text } = words
  const facts = await entraFacts(viewer, connector)
  return (
    <ConnectorFrame
      connector={connector}
      viewer={viewer}
      step="security"
      saved={(await searchParams).saved}
      words={words}
    >
      <Columns side={<InEntra slug={connector.slug} facts={facts} words={words} />}>
        <Pane title={text.security}>
          <KeyValues
            items={[
              { label: text.identityProvider, value: text.entra },
              { label: text.clientId, value: facts.clientId },
              { label: text.tenantId, value: facts.tenantId },
              { label: text.scope, value: facts.scope },
              { label: text.redirectUrl, value: facts.redirectUri, copy: facts.redirectUri },
            ]}
            copyLabel={words.shell.copy}
            copiedLabel={words.shell.copied}
          />
        </Pane>
        <Pane title={text.access}>
          <EditForm
            key={connector.version}
            action={saveSecurityAction}
            hidden={{ slug: connector.slug, version: String(connector.version) }}
            fields={fieldsOf(words)}
            values={{
              resourceId: connector.resourceId,
              roles: connector.audience.roles,
              people: facts.people.join('\n'),
            }}
            words={{ summary: text.summary, submit: text.update, choose: text.choose }}
          />
        </Pane>
      </Columns>
    </ConnectorFrame>
  )
}

function fieldsOf({ connectors: text, shell }: Words): readonly FieldSpec[] {
  return [
    { name: 'resourceId', type: 'text', label: text.resource, help: text.resourceHelp, required: true },
    {
      name: 'roles',
      type: 'choices',
      label: text.access,
      help: text.accessHelp,
      options: ROLES.map((role) => ({ value: role, label: shell.roles[role] })),
    },
    { name: 'people', type: 'long-text', label: text.people, help: text.peopleHelp },
  ]
}

function InEntra(props: { readonly slug: string; readonly facts: EntraFacts; readonly words: Words }) {
  const { connectors: text } = props.words
  return (
    <Pane title={text.inEntra}>
      <p>{text.inEntraLead}</p>
      <KeyValues
        items={props.facts.checks.map(({ what, isSeen }) => ({
          label: text.inEntraSteps[what],
          value: isSeen ? text.states.works : text.states.notSeen,
        }))}
      />
      <LinkButton href={`/make/connectors/${props.slug}/entra`} icon="clipboard">
        {text.checklist}
      </LinkButton>
    </Pane>
  )
}
