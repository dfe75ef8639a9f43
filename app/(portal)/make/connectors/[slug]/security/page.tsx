import { cache } from 'react'
import { Columns } from '@/app/_components/columns'
import { EditForm } from '@/app/_components/edit-form'
import { KeyValues } from '@/app/_components/key-values'
import { LinkButton } from '@/app/_components/link-button'
import { MessageBar } from '@/app/_components/message-bar'
import { Pane } from '@/app/_components/pane'
import { Tabs } from '@/app/_components/tabs'
import { currentWords, pageViewer } from '@/app/_edge'
import { page, pageTitle } from '@/app/_page'
import { saveSecurityAction } from '@/app/(portal)/make/connectors/actions'
import { ConnectorFrame } from '@/app/(portal)/make/connectors/connector-frame'
import styles from '@/app/(portal)/make/connectors/connectors.module.css'
import type { Connector } from '@/lib/connectors/connector'
import { hasSecrets, type SecurityKind } from '@/lib/connectors/security'
import { listSecrets } from '@/lib/connectors/server/connector-secrets'
import { type EntraFacts, entraFacts } from '@/lib/connectors/server/entra-facts'
import { getConnector } from '@/lib/connectors/server/get-connector'
import type { Words } from '@/lib/language/words'
import { AppPanes } from './app-panes'
import { SecretsPane } from './secrets-pane'
import { KINDS, securityFields, securityValues } from './security-fields'

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
  const { kind: asked, saved, secret } = await searchParams
  const kind = KINDS.find((known) => known === asked) ?? connector.security.kind
  const facts = await entraFacts(viewer, connector, kind)
  const isSaved = kind === connector.security.kind
  const secrets = isSaved && hasSecrets(connector.security) ? await listSecrets(viewer, connector) : undefined
  return (
    <ConnectorFrame connector={connector} viewer={viewer} step="security" saved={saved} words={words}>
      <Columns side={kind !== 'databricks' && <InEntra slug={connector.slug} facts={facts} words={words} />}>
        <Pane title={text.security}>
          <KindTabs connector={connector} kind={kind} words={words} />
          <p>{text.kindLeads[kind]}</p>
          {!isSaved && <MessageBar tone="info">{text.kindNotSaved}</MessageBar>}
          <KeyValues
            items={itemsOf(kind, facts, words)}
            copyLabel={words.shell.copy}
            copiedLabel={words.shell.copied}
          />
        </Pane>
        <Pane title={kind === 'portal' ? text.access : text.registration}>
          {hasSecrets({ kind }) && <p>{text.kindForgets}</p>}
          <GroupsAtEntra problem={facts.groupsProblem} words={words} />
          <EditForm
            key={`${kind} ${connector.version}`}
            action={saveSecurityAction}
            hidden={hiddenOf(connector, kind)}
            fields={securityFields(kind, words)}
            values={securityValues(connector, kind, facts)}
            words={{ summary: text.summary, submit: text.update, choose: text.choose }}
          />
        </Pane>
        {kind === 'databricks' && <AppPanes connector={connector} words={words} />}
        {secrets && <SecretsPane connector={connector} secrets={secrets} changed={secret} words={words} />}
      </Columns>
    </ConnectorFrame>
  )
}

/** The account is said where the app is made, and kept here. */
function hiddenOf({ slug, version, security }: Connector, kind: SecurityKind): Record<string, string> {
  const accountId = kind === 'databricks' && security.kind === kind ? security.accountId : undefined
  return { slug, version: String(version), kind, ...(accountId && { accountId }) }
}

interface KindProps {
  readonly connector: Connector
  readonly kind: SecurityKind
  readonly words: Words
}

/** Each kind is an own address: without scripts the form is that of the kind as well. */
function KindTabs({ connector, kind, words: { connectors: text } }: KindProps) {
  return (
    <Tabs
      label={text.kindTabs}
      tabs={KINDS.map((known) => ({
        href: `/make/connectors/${connector.slug}/security?kind=${known}`,
        label: text.authentications[known],
        current: known === kind,
      }))}
    />
  )
}

/** Said where groups can be named, as long as Entra tells nobody's. */
function GroupsAtEntra({ problem, words }: { problem: EntraFacts['groupsProblem']; words: Words }) {
  if (!problem) return null
  const { title, text } = words.groups.problems[problem]
  return (
    <MessageBar tone="info" title={title}>
      {text}
    </MessageBar>
  )
}

/** The redirect URL stands there before anything is saved: it has to be registered first. */
function itemsOf(kind: SecurityKind, facts: EntraFacts, { connectors: text }: Words) {
  if (kind === 'service_principal') {
    return [
      { label: text.identityProvider, value: text.principalOwn },
      { label: text.scope, value: facts.scope },
    ]
  }
  const redirect = { label: text.redirectUrl, value: facts.redirectUri, copy: facts.redirectUri }
  if (kind !== 'portal') {
    return [{ label: text.identityProvider, value: kind === 'entra' ? text.entraOwn : text.databricksOwn }, redirect]
  }
  return [
    { label: text.identityProvider, value: text.entra },
    { label: text.clientId, value: facts.clientId },
    { label: text.tenantId, value: facts.tenantId },
    { label: text.scope, value: facts.scope },
    redirect,
  ]
}

function InEntra(props: { readonly slug: string; readonly facts: EntraFacts; readonly words: Words }) {
  const { connectors: text } = props.words
  return (
    <Pane title={text.inEntra}>
      <div className={styles.stack}>
        <p>{text.inEntraLead}</p>
        <KeyValues
          items={props.facts.checks.map(({ what, isSeen }) => ({
            label: text.inEntraSteps[what],
            value: isSeen ? text.states.works : text.states.notSeen,
          }))}
        />
      </div>
      <LinkButton href={`/make/connectors/${props.slug}/entra`} icon="clipboard">
        {text.checklist}
      </LinkButton>
    </Pane>
  )
}
