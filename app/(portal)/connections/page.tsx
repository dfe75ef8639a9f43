import { CommandBar } from '@/app/_components/command-bar'
import { EmptyState } from '@/app/_components/empty-state'
import { MessageBar } from '@/app/_components/message-bar'
import { PageHead } from '@/app/_components/page-head'
import { Tabs } from '@/app/_components/tabs'
import { currentWords, pageViewer } from '@/app/_edge'
import { page, pageTitle } from '@/app/_page'
import { type NotConnected, parseNotConnected } from '@/lib/connections/connect-problem'
import { type ConnectionQuery, parseConnectionQuery } from '@/lib/connections/connection-query'
import { listEverybodysConnections } from '@/lib/connections/server/everybodys-connections'
import { listConnections } from '@/lib/connections/server/list-connections'
import { listConnectors } from '@/lib/connectors/server/list-connectors'
import { hasRole } from '@/lib/identity/roles'
import type { Viewer } from '@/lib/identity/viewer'
import { EverybodysConnections } from './everybodys-connections'
import { NotConnectedBar } from './not-connected-bar'
import { OwnConnections } from './own-connections'

type Props = PageProps<'/connections'>

export const generateMetadata = pageTitle(async () => (await currentWords()).connections.title)

export default page(ConnectionsPage)

/** The viewer's own connections; with `?all=1`, for Admins, everybody's. */
async function ConnectionsPage({ searchParams }: Props) {
  const params = await searchParams
  const text = (name: string): string => (typeof params[name] === 'string' ? params[name] : '')
  const everybodys = text('all') === '1'
  const here = everybodys ? '/connections?all=1' : '/connections'
  const viewer = await pageViewer(here)
  const { connections: words, shell } = await currentWords()
  const body = everybodys
    ? await everybodysOf(viewer, parseConnectionQuery(text), text('revoked'))
    : await ownOf(viewer, text('done'), parseNotConnected(text))
  return (
    <>
      <CommandBar
        label={shell.commands}
        moreLabel={shell.more}
        commands={[{ key: 'refresh', label: shell.refresh, icon: 'refresh', href: here, plain: true }]}
      />
      <PageHead title={words.title} text={everybodys ? words.everybodysLead : words.lead} />
      {hasRole(viewer.roles, 'Portal.Admin') && (
        <Tabs
          label={words.views}
          tabs={[
            { href: '/connections', label: words.mine, current: !everybodys },
            { href: '/connections?all=1', label: words.everybodys, current: everybodys },
          ]}
        />
      )}
      {body}
    </>
  )
}

/** Asked for in the page itself, so that a refusal is the page's. */
async function everybodysOf(viewer: Viewer, asked: ConnectionQuery, revoked: string) {
  const page = await listEverybodysConnections(viewer, asked)
  const connectors = await listConnectors(viewer)
  const { connections: words } = await currentWords()
  return <EverybodysConnections {...page} connectors={connectors} asked={asked} revoked={revoked} words={words} />
}

async function ownOf(viewer: Viewer, done: string, notConnected: NotConnected | undefined) {
  const all = await currentWords()
  const { connections: words } = all
  const list = await listConnections(viewer)
  return (
    <>
      {done === 'deleted' && <MessageBar tone="success">{words.deleted}</MessageBar>}
      {done === 'connected' && <MessageBar tone="success">{words.connected}</MessageBar>}
      {notConnected && <NotConnectedBar notConnected={notConnected} list={list} words={all} />}
      {list.length === 0 ? (
        <EmptyState icon="plug" text={words.none} />
      ) : (
        <OwnConnections list={list} viewer={viewer} words={all} />
      )}
    </>
  )
}
