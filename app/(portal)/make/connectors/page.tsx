import { CommandBar } from '@/app/_components/command-bar'
import { DetailsList } from '@/app/_components/details-list'
import { IconTile } from '@/app/_components/icon-tile'
import { MessageBar } from '@/app/_components/message-bar'
import { PageHead } from '@/app/_components/page-head'
import { PageLink } from '@/app/_components/page-link'
import { Time } from '@/app/_components/time'
import { currentWords, pageViewer } from '@/app/_edge'
import { page, pageTitle } from '@/app/_page'
import { definitionOf, operationsOf } from '@/lib/connectors/operation'
import { listAllConnectors } from '@/lib/connectors/server/get-connector'
import { hasRole } from '@/lib/identity/roles'
import type { ConnectorWords } from '@/lib/language/words'
import styles from './connectors.module.css'

type ListedConnector = Awaited<ReturnType<typeof listAllConnectors>>[number]

export const generateMetadata = pageTitle(async () => (await currentWords()).connectors.title)

export default page(ConnectorsPage)

/** Every connector, for Makers; Admins make new ones. */
async function ConnectorsPage({ searchParams }: PageProps<'/make/connectors'>) {
  const viewer = await pageViewer('/make/connectors')
  const { connectors: words, shell } = await currentWords()
  const connectors = await listAllConnectors(viewer)
  const mayMake = hasRole(viewer.roles, 'Portal.Admin')
  const isDeleted = (await searchParams).deleted !== undefined
  return (
    <>
      <CommandBar
        label={shell.commands}
        moreLabel={shell.more}
        commands={[
          ...(mayMake
            ? ([
                { key: 'new', label: words.newConnector, icon: 'add', href: '/make/connectors/new' },
                { key: 'import', label: words.importTitle, icon: 'code', href: '/make/connectors/import' },
              ] as const)
            : []),
          { key: 'refresh', label: shell.refresh, icon: 'refresh', href: '/make/connectors', plain: true },
        ]}
      />
      <PageHead title={words.title} text={words.lead} />
      {isDeleted && <MessageBar tone="success">{words.deleted}</MessageBar>}
      <DetailsList
        label={words.list}
        columns={columnsOf(words)}
        rows={connectors}
        rowKey={({ id }: ListedConnector) => id}
      />
    </>
  )
}

function columnsOf(words: ConnectorWords) {
  return [
    {
      key: 'name',
      label: words.name,
      cell: ({ slug, name, colour }: ListedConnector) => (
        <span className={styles.named}>
          <IconTile name="connector" color={colour} />
          <PageLink href={`/make/connectors/${slug}`}>{name}</PageLink>
        </span>
      ),
    },
    { key: 'host', label: words.host, cell: ({ origin }: ListedConnector) => hostOf(origin) },
    {
      key: 'authentication',
      label: words.authentication,
      cell: ({ security }: ListedConnector) => words.authentications[security.kind],
    },
    {
      key: 'actions',
      label: words.actions,
      cell: (row: ListedConnector) => operationsOf(definitionOf(row)).length,
      oneLine: true,
    },
    { key: 'connections', label: words.connections, cell: (row: ListedConnector) => row.connections, oneLine: true },
    { key: 'version', label: words.version, cell: (row: ListedConnector) => row.version, oneLine: true },
    {
      key: 'modified',
      label: words.modified,
      cell: ({ updatedAt }: ListedConnector) => <Time at={updatedAt.getTime()} />,
      oneLine: true,
    },
    { key: 'lastTest', label: words.lastTest, cell: (row: ListedConnector) => lastTestOf(row, words) },
  ]
}

function hostOf(origin: string): string {
  return new URL(origin).host
}

function lastTestOf({ lastTest }: ListedConnector, words: ConnectorWords) {
  if (!lastTest) return words.never
  const { lastTests } = words
  const { status = '' } = lastTest
  return (
    <>
      {Object.hasOwn(lastTests, status) ? lastTests[status as keyof typeof lastTests] : status}{' '}
      <Time at={lastTest.at.getTime()} />
    </>
  )
}
