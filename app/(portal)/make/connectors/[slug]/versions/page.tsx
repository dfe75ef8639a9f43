import { cache } from 'react'
import { Breadcrumbs } from '@/app/_components/breadcrumbs'
import { DetailsList } from '@/app/_components/details-list'
import { EditForm } from '@/app/_components/edit-form'
import { PageHead } from '@/app/_components/page-head'
import { Time } from '@/app/_components/time'
import { currentWords, pageViewer } from '@/app/_edge'
import { page, pageTitle } from '@/app/_page'
import styles from '@/app/(portal)/make/connectors/connectors.module.css'
import type { Connector } from '@/lib/connectors/connector'
import { type ConnectorVersion, listVersions } from '@/lib/connectors/server/connector-versions'
import { getConnector } from '@/lib/connectors/server/get-connector'
import type { VersionChange } from '@/lib/connectors/version-change'
import type { ConnectorWords } from '@/lib/language/words'
import { restoreVersionAction } from './actions'

type Props = PageProps<'/make/connectors/[slug]/versions'>

const opened = cache(async (slug: string) => {
  const viewer = await pageViewer(`/make/connectors/${encodeURIComponent(slug)}/versions`)
  return { viewer, connector: await getConnector(viewer, slug, 'Portal.Admin') }
})

export const generateMetadata = pageTitle(
  async ({ params }: Props) => (await opened((await params).slug)).connector.name,
)

export default page(VersionsPage)

/** Every state of a connector that was saved: by whom, when, what was different, and the way back to it. */
async function VersionsPage({ params }: Props) {
  const { viewer, connector } = await opened((await params).slug)
  const { connectors: words, shell } = await currentWords()
  const versions = await listVersions(viewer, connector)
  return (
    <>
      <Breadcrumbs
        label={shell.breadcrumb}
        trail={[
          { href: '/make/connectors', label: words.title },
          { href: `/make/connectors/${connector.slug}`, label: connector.name },
        ]}
        current={words.versions}
      />
      <PageHead title={words.versions} text={words.versionsLead} />
      <div className={styles.stack}>
        <DetailsList
          label={words.versions}
          rows={versions}
          rowKey={({ version }: ConnectorVersion) => String(version)}
          columns={[
            { key: 'version', label: words.version, cell: ({ version }: ConnectorVersion) => version, oneLine: true },
            {
              key: 'at',
              label: words.savedOn,
              cell: ({ savedAt }: ConnectorVersion) => <Time at={savedAt.getTime()} />,
              oneLine: true,
            },
            {
              key: 'by',
              label: words.savedBy,
              cell: ({ savedBy }: ConnectorVersion) => savedBy ?? words.fromSettings,
            },
            { key: 'change', label: words.whatChanged, cell: ({ change }: ConnectorVersion) => said(change, words) },
            {
              key: 'back',
              label: words.actions,
              cell: ({ version }: ConnectorVersion) => <GoBack connector={connector} to={version} words={words} />,
            },
          ]}
        />
      </div>
    </>
  )
}

function said(change: VersionChange | undefined, words: ConnectorWords): string {
  if (!change) return words.firstVersion
  const { facts, added, removed, changed } = change
  const actions = [
    ...(added.length > 0 ? [words.actionsAdded(added.join(', '))] : []),
    ...(removed.length > 0 ? [words.actionsRemoved(removed.join(', '))] : []),
    ...(changed.length > 0 ? [words.actionsChanged(changed.join(', '))] : []),
  ]
  const names = facts.map((name) => words.factNames[name]).join(', ')
  return actions.length > 0 ? `${names}: ${actions.join('; ')}` : names
}

interface GoBackProps {
  readonly connector: Connector
  readonly to: number
  readonly words: ConnectorWords
}

function GoBack({ connector: { slug, version }, to, words }: GoBackProps) {
  if (to === version) return words.inForce
  return (
    <EditForm
      key={version}
      action={restoreVersionAction}
      hidden={{ slug, version: String(version), to: String(to) }}
      fields={[]}
      asked={[{ name: 'acceptBreaks', type: 'yes-no', label: words.acceptBreaks }]}
      values={{}}
      words={{ summary: words.summary, submit: words.goBack(to), choose: words.choose }}
      scope={`v${to}-`}
      look="default"
    />
  )
}
