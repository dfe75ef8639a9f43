import { cache } from 'react'
import { Columns } from '@/app/_components/columns'
import { EditForm } from '@/app/_components/edit-form'
import { KeyValues } from '@/app/_components/key-values'
import { LinkButton } from '@/app/_components/link-button'
import { PageLink } from '@/app/_components/page-link'
import { Pane } from '@/app/_components/pane'
import { Time } from '@/app/_components/time'
import { currentWords, pageViewer } from '@/app/_edge'
import { page, pageTitle } from '@/app/_page'
import { deleteConnectorAction, saveGeneralAction } from '@/app/(portal)/make/connectors/actions'
import { ConnectorFrame } from '@/app/(portal)/make/connectors/connector-frame'
import styles from '@/app/(portal)/make/connectors/connectors.module.css'
import { generalFields } from '@/app/(portal)/make/connectors/general-fields'
import { type Connector, isFromSettings } from '@/lib/connectors/connector'
import { connectorUse } from '@/lib/connectors/server/delete-connector'
import { getConnector } from '@/lib/connectors/server/get-connector'
import { hasRole } from '@/lib/identity/roles'
import type { ConnectorWords } from '@/lib/language/words'

type Props = PageProps<'/make/connectors/[slug]'>
type Use = Awaited<ReturnType<typeof connectorUse>>

/** The title and the page ask for the same: once. */
const opened = cache(async (slug: string) => {
  const viewer = await pageViewer(`/make/connectors/${encodeURIComponent(slug)}`)
  return { viewer, connector: await getConnector(viewer, slug) }
})

export const generateMetadata = pageTitle(
  async ({ params }: Props) => (await opened((await params).slug)).connector.name,
)

export default page(GeneralPage)

/** The step General: a form for Admins, and the same to read for Makers. */
async function GeneralPage({ params, searchParams }: Props) {
  const { viewer, connector } = await opened((await params).slug)
  const words = await currentWords()
  const { connectors: text } = words
  const use = hasRole(viewer.roles, 'Portal.Admin') ? await connectorUse(viewer, connector.id) : undefined
  return (
    <ConnectorFrame
      connector={connector}
      viewer={viewer}
      step="general"
      saved={(await searchParams).saved}
      words={words}
    >
      <Columns side={<Facts connector={connector} use={use} words={text} />}>
        {use && (
          <Pane title={text.general}>
            <EditForm
              key={connector.version}
              action={saveGeneralAction}
              hidden={hiddenOf(connector)}
              fields={generalFields(text, { hostIsFixed: isFromSettings(connector) })}
              values={valuesOf(connector)}
              words={{ summary: text.summary, submit: text.update, choose: text.choose }}
            />
          </Pane>
        )}
        {use && !isFromSettings(connector) && <Deletion connector={connector} use={use} words={text} />}
      </Columns>
    </ConnectorFrame>
  )
}

function valuesOf({ name, description, colour, origin, basePath }: Connector) {
  const { protocol, host } = new URL(origin)
  return { name, description, colour, basePath, scheme: protocol === 'http:' ? 'http' : 'https', host }
}

/** What the form does not ask for is posted all the same, so that there is one kind of form. */
function hiddenOf(connector: Connector): Record<string, string> {
  const { scheme, host } = valuesOf(connector)
  const of = { slug: connector.slug, version: String(connector.version) }
  return isFromSettings(connector) ? { ...of, scheme, host } : of
}

interface FactsProps {
  readonly connector: Connector
  readonly use: Use | undefined
  readonly words: ConnectorWords
}

function Facts({ connector, use, words }: FactsProps) {
  const { origin, basePath, security, version, updatedAt, updatedBy } = connector
  return (
    <>
      <Pane title={words.facts}>
        <KeyValues
          items={[
            { label: words.host, value: new URL(origin).host },
            { label: words.basePath, value: basePath },
            { label: words.authentication, value: words.authentications[security.kind] },
            { label: words.version, value: version },
            { label: words.modified, value: <Time at={updatedAt.getTime()} /> },
            { label: words.updatedBy, value: updatedBy ?? words.fromSettings },
          ]}
        />
        {isFromSettings(connector) && use && <p>{words.hostOfSettings}</p>}
        {use && (
          <LinkButton href={`/make/connectors/${connector.slug}/versions`} icon="history">
            {words.versions}
          </LinkButton>
        )}
      </Pane>
      {use && (
        <Pane title={words.usedBy}>
          {use.flows.length === 0 && <p>{words.noFlows}</p>}
          <ul className={styles.links}>
            {use.flows.map(({ slug, title }) => (
              <li key={slug}>
                <PageLink href={`/make/flows/${slug}`}>{title}</PageLink>
              </li>
            ))}
          </ul>
        </Pane>
      )}
    </>
  )
}

interface DeletionProps {
  readonly connector: Connector
  readonly use: Use
  readonly words: ConnectorWords
}

function Deletion({ connector, use, words }: DeletionProps) {
  return (
    <Pane title={words.deleteTitle}>
      <p>{words.deleteText(use.connections)}</p>
      <EditForm
        action={deleteConnectorAction}
        hidden={{ slug: connector.slug }}
        fields={[{ name: 'agreed', type: 'yes-no', label: words.deleteAgree }]}
        values={{}}
        words={{ summary: words.deleteKept, submit: words.deleteButton, choose: words.choose }}
        scope="delete-"
        look="danger"
      />
    </Pane>
  )
}
