import { cache } from 'react'
import { Breadcrumbs } from '@/app/_components/breadcrumbs'
import { CopyButton } from '@/app/_components/copy-button'
import { DetailsList } from '@/app/_components/details-list'
import { KeyValues } from '@/app/_components/key-values'
import { PageHead } from '@/app/_components/page-head'
import { Pane } from '@/app/_components/pane'
import { ScrollRegion } from '@/app/_components/scroll-region'
import { currentWords, pageViewer } from '@/app/_edge'
import { page, pageTitle } from '@/app/_page'
import styles from '@/app/(portal)/make/connectors/connectors.module.css'
import { AZURE_DATABRICKS, type Connector, DATABRICKS_SCOPE } from '@/lib/connectors/connector'
import { appRolesText, commandsText } from '@/lib/connectors/entra-commands'
import type { SecurityKind } from '@/lib/connectors/security'
import { type EntraFacts, entraFacts } from '@/lib/connectors/server/entra-facts'
import { getConnector } from '@/lib/connectors/server/get-connector'
import { PortalError } from '@/lib/errors'
import { ENTRA_FAILURE_KINDS, type EntraFailure, menderOf, numbersOf } from '@/lib/identity/entra-failure'
import { ROLES } from '@/lib/identity/roles'
import type { Words } from '@/lib/language/words'

type Props = PageProps<'/make/connectors/[slug]/entra'>

const opened = cache(async (slug: string) => {
  const viewer = await pageViewer(`/make/connectors/${encodeURIComponent(slug)}/entra`)
  const connector = await getConnector(viewer, slug, 'Portal.Admin')
  if (connector.security.kind === 'databricks') throw new PortalError('not_found', 'Entra ID has no part in it.')
  return { viewer, connector }
})

export const generateMetadata = pageTitle(async ({ params }: Props) => {
  await opened((await params).slug)
  return (await currentWords()).entraChecklist.title
})

export default page(EntraPage)

/** What to hand to whoever looks after Entra ID: every value exactly, as text, commands and a link. */
async function EntraPage({ params }: Props) {
  const { viewer, connector } = await opened((await params).slug)
  const facts = await entraFacts(viewer, connector)
  const { kind } = connector.security
  const words = await currentWords()
  const { entraChecklist: text, entraFailures: failures, connectors, shell } = words
  return (
    <>
      <Breadcrumbs
        label={shell.breadcrumb}
        trail={[
          { href: '/make/connectors', label: connectors.title },
          { href: `/make/connectors/${connector.slug}/security`, label: connector.name },
        ]}
        current={text.title}
      />
      <PageHead title={text.title} text={leadOf(kind, text)(connector.name)} />
      <div className={styles.stack}>
        <Values connector={connector} facts={facts} words={words} />
        <Pane title={text.steps}>
          <ol>
            {stepsOf(kind, text).map((step) => (
              <li key={step.title}>
                <strong>{step.title}.</strong> {step.text}
              </li>
            ))}
          </ol>
        </Pane>
        {kind === 'portal' && (
          <Pane title={text.roles}>
            <KeyValues items={ROLES.map((role) => ({ label: role, value: text.roleTexts[role] }))} />
          </Pane>
        )}
        <Commands connector={connector} facts={facts} words={words} />
        <Pane title={text.failures}>
          <DetailsList
            label={text.failures}
            columns={[
              { key: 'number', label: text.failure, cell: numbersText },
              { key: 'means', label: failures.happened, cell: (row: EntraFailure) => failures.texts[row].means },
              { key: 'who', label: failures.who, cell: (row: EntraFailure) => text.menders[menderOf(row)] },
              { key: 'remedy', label: failures.remedy, cell: (row: EntraFailure) => failures.texts[row].remedy },
            ]}
            rows={ENTRA_FAILURE_KINDS}
            rowKey={(row: EntraFailure) => row}
            plain
          />
        </Pane>
      </div>
    </>
  )
}

const numbersText = (row: EntraFailure): string =>
  numbersOf(row)
    .map((number) => `AADSTS${number}`)
    .join(', ')

type ChecklistWords = Words['entraChecklist']

function leadOf(kind: SecurityKind, text: ChecklistWords): (name: string) => string {
  if (kind === 'service_principal') return text.leadPrincipal
  return kind === 'portal' ? text.lead : text.leadOwn
}

function stepsOf(
  kind: SecurityKind,
  text: ChecklistWords,
): readonly { readonly title: string; readonly text: string }[] {
  if (kind === 'service_principal') return text.stepTextsPrincipal
  return kind === 'portal' ? text.stepTexts : text.stepTextsOwn
}

interface PartProps {
  readonly connector: Connector
  readonly facts: EntraFacts
  readonly words: Words
}

function Values({ connector: { resourceId }, facts, words: { entraChecklist: text, shell } }: PartProps) {
  const exact = (label: string, value: string) => ({ label, value, copy: value })
  return (
    <Pane title={text.values}>
      <KeyValues
        items={[
          exact(text.application, facts.clientId),
          exact(text.tenant, facts.tenantId),
          ...(facts.redirectUri ? [exact(text.redirectUri, facts.redirectUri)] : []),
          ...(facts.signedOutUri ? [exact(text.signedOutUri, facts.signedOutUri)] : []),
          exact(text.resource, resourceId),
          ...(facts.redirectUri ? [{ label: text.permission, value: DATABRICKS_SCOPE }] : []),
          exact(text.scope, facts.scope),
          ...(facts.adminConsentUrl
            ? [{ label: text.consentLink, value: <a href={facts.adminConsentUrl}>{facts.adminConsentUrl}</a> }]
            : []),
        ]}
        copyLabel={shell.copy}
        copiedLabel={shell.copied}
      />
    </Pane>
  )
}

function commandsHelpOf({ signedOutUri, redirectUri }: EntraFacts, text: ChecklistWords): string {
  if (!redirectUri) return text.commandsHelpPrincipal
  return signedOutUri ? text.commandsHelp : text.commandsHelpOwn
}

function Commands({ connector: { resourceId }, facts, words: { entraChecklist: text, shell } }: PartProps) {
  const commands = commandsText({ ...facts, resourceId, isDatabricks: resourceId === AZURE_DATABRICKS })
  return (
    <>
      <Pane
        title={text.commands}
        actions={<CopyButton text={commands} label={shell.copy} copiedLabel={shell.copied} />}
      >
        <p>{commandsHelpOf(facts, text)}</p>
        <ScrollRegion label={text.commands}>
          <pre>{commands}</pre>
        </ScrollRegion>
      </Pane>
      {facts.signedOutUri && (
        <Pane title={text.rolesFile}>
          <ScrollRegion label={text.rolesFile}>
            <pre>{appRolesText(text.roleTexts)}</pre>
          </ScrollRegion>
        </Pane>
      )}
    </>
  )
}
