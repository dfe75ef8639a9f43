import { DetailsList } from '@/app/_components/details-list'
import { LinkButton } from '@/app/_components/link-button'
import { PageLink } from '@/app/_components/page-link'
import { signInAgainHref } from '@/app/_components/sign-in-again'
import { SubmitButton } from '@/app/_components/submit-button'
import { Time } from '@/app/_components/time'
import { statusOf } from '@/lib/connections/connection-query'
import type { Expiry } from '@/lib/connections/expiry'
import { needsThePerson } from '@/lib/connections/needs-person'
import type { OwnConnection } from '@/lib/connections/server/list-connections'
import { needsConnecting, principalOf } from '@/lib/connectors/security'
import { failureOf } from '@/lib/identity/entra-failure'
import type { Words } from '@/lib/language/words'
import { connectAction } from './actions'
import styles from './connections.module.css'
import { Status } from './status'
import { TestConnection } from './test-connection'

type ConnectionWords = Words['connections']

interface OwnConnectionsProps {
  readonly list: readonly OwnConnection[]
  readonly viewer: { readonly userName: string }
  readonly words: Words
}

/** Each connector, how the viewer's connection to it stands, and what can be done about it. */
export function OwnConnections({ list, viewer, words: all }: OwnConnectionsProps) {
  const words = all.connections
  return (
    <DetailsList
      label={words.list}
      rows={list}
      rowKey={({ slug }) => slug}
      columns={[
        { key: 'connector', label: words.connector, cell: ({ name }) => name },
        {
          key: 'status',
          label: words.status,
          cell: (row) => <OwnStatus row={row} userName={viewer.userName} words={all} />,
        },
        { key: 'flows', label: words.usedBy, cell: ({ flows }) => <UsedBy flows={flows} words={words} /> },
        {
          key: 'created',
          label: words.created,
          cell: ({ connection }) => connection && <Time at={connection.createdAt} />,
          oneLine: true,
        },
        {
          key: 'used',
          label: words.lastUsed,
          cell: ({ connection }) =>
            connection && (connection.lastUsedAt ? <Time at={connection.lastUsedAt} /> : words.notUsed),
          oneLine: true,
        },
        {
          key: 'actions',
          label: words.actions,
          cell: (row) => <Actions row={row} userName={viewer.userName} words={words} />,
        },
      ]}
    />
  )
}

interface RowProps {
  readonly row: OwnConnection
  readonly userName: string
  readonly words: ConnectionWords
}

function OwnStatus({ row, userName, words: all }: Omit<RowProps, 'words'> & Pick<OwnConnectionsProps, 'words'>) {
  const { connections: words, entraFailures, errors } = all
  const problem = row.connection?.problem
  const principal = principalOf(row.security)
  const failure = failureOf(problem?.facts.aadsts)
  const status = statusOf(row.connection)
  // The status itself says who removed it.
  const taken = status === 'removed' || status === 'revoked' ? words.taken[status] : undefined
  const reason = problem && !taken && errors[problem.code](problem.facts)
  return (
    <>
      <Status connection={row.connection} userName={principal?.name ?? userName} words={words} />
      {principal && <p>{words.asPrincipal(principal.name)}</p>}
      {status === 'expiring' && row.connection?.expiry && <WhenItEnds expiry={row.connection.expiry} words={words} />}
      {taken && <p>{taken}</p>}
      {reason && (
        <p>
          {reason.title} {reason.next} {failure && entraFailures.sentence(failure)}
        </p>
      )}
    </>
  )
}

function WhenItEnds({ expiry: { why, at }, words }: { readonly expiry: Expiry; readonly words: ConnectionWords }) {
  const { what, next } = words.expiring[why]
  return (
    <p>
      {what} <Time at={at} format="date" />. {next}
    </p>
  )
}

interface UsedByProps {
  readonly flows: OwnConnection['flows']
  readonly words: ConnectionWords
}

function UsedBy({ flows, words }: UsedByProps) {
  if (flows.length === 0) return words.noFlows
  return (
    <details>
      <summary className={styles.many}>{words.flows(flows.length)}</summary>
      <ul className={styles.flows}>
        {flows.map(({ slug, title }) => (
          <li key={slug}>
            <PageLink href={`/flows/${slug}`}>{title}</PageLink>
          </li>
        ))}
      </ul>
    </details>
  )
}

/** Microsoft asks which account it is to be; another person's is refused when they come back. */
function SwitchAccount({ slug, name, words }: Pick<OwnConnection, 'slug' | 'name'> & Pick<RowProps, 'words'>) {
  return (
    <form action={connectAction}>
      <input type="hidden" name="connector" value={slug} />
      <input type="hidden" name="account" value="other" />
      <SubmitButton look="default" aria-label={words.switchAccountOf(name)}>
        {words.switchAccount}
      </SubmitButton>
    </form>
  )
}

/** Who has no connection, or none any more, can only connect. */
function Actions({ row: { slug, name, security, connection }, userName, words }: RowProps) {
  const problem = connection?.problem
  const isOwn = needsConnecting(security)
  const connect = (
    <form action={connectAction}>
      <input type="hidden" name="connector" value={slug} />
      <SubmitButton icon="plug" aria-label={words.connectTo(name)}>
        {words.connect}
      </SubmitButton>
    </form>
  )
  if (!connection || ['none', 'removed', 'revoked'].includes(statusOf(connection))) return connect
  return (
    <div className={styles.actions}>
      {problem && isOwn && connect}
      {security.kind === 'entra' && <SwitchAccount slug={slug} name={name} words={words} />}
      {problem && !isOwn && needsThePerson(problem.code) && (
        <LinkButton look="primary" icon="repair" href={signInAgainHref(userName, '/connections', problem)}>
          {words.fix}
        </LinkButton>
      )}
      <TestConnection
        connector={slug}
        words={{ test: words.test, label: words.testOf(name), testing: words.testing }}
      />
      <LinkButton icon="delete" href={`/connections/${slug}/delete`} aria-label={words.deleteOf(name)}>
        {words.delete}
      </LinkButton>
    </div>
  )
}
