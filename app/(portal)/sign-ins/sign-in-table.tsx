import { type Column, DetailsList } from '@/app/_components/details-list'
import { PageLink } from '@/app/_components/page-link'
import { StatusBadge } from '@/app/_components/status-badge'
import { Time } from '@/app/_components/time'
import { isSuccess, resourceName, type SignInEntry } from '@/lib/identity/sign-in-entry'
import type { Words } from '@/lib/language/words'

interface SignInTableProps {
  readonly rows: readonly SignInEntry[]
  /** With the column of who it was. */
  readonly everybodys: boolean
  readonly words: Words['signInLog']
}

/** Ids are told apart by their beginnings; the row's own page has all of each. */
const ID_SHOWN = 8

/** Rows of the sign-in log; the first column leads to the facts of each. */
export function SignInTable({ rows, everybodys, words }: SignInTableProps) {
  const columns = columnsOf(words).filter(({ key }) => everybodys || key !== 'user')
  return <DetailsList label={words.list} columns={columns} rows={rows} rowKey={({ id }) => id} />
}

function columnsOf(words: Words['signInLog']): readonly Column<SignInEntry>[] {
  return [
    {
      key: 'date',
      label: words.date,
      oneLine: true,
      cell: ({ id, createdAt }) => (
        <PageLink href={`/sign-ins/${id}`}>
          <Time at={createdAt} format="seconds" />
        </PageLink>
      ),
    },
    {
      key: 'request',
      label: words.requestId,
      oneLine: true,
      cell: ({ requestId, correlationId }) => (requestId ?? correlationId).slice(0, ID_SHOWN),
    },
    { key: 'user', label: words.user, cell: ({ userName, kind }) => userName ?? whoElse(kind, words) },
    { key: 'kind', label: words.kind, cell: ({ kind }) => words.kinds[kind], oneLine: true },
    { key: 'result', label: words.result, cell: (row) => <Result entry={row} words={words} /> },
    { key: 'code', label: words.errorCode, cell: (row) => (isSuccess(row) ? '' : row.errorCode) },
    { key: 'application', label: words.application, cell: (row) => applicationName(row, words) },
    { key: 'resource', label: words.resource, cell: ({ resourceId }) => resourceName(resourceId) },
    { key: 'scopes', label: words.scopes, cell: ({ scopes }) => shortScopes(scopes) },
    { key: 'address', label: words.ipAddress, cell: ({ ipAddress }) => ipAddress, oneLine: true },
    {
      key: 'run',
      label: words.run,
      oneLine: true,
      cell: ({ run }) => run && <PageLink href={`/runs/${run.id}`}>{words.runNumber(run.number)}</PageLink>,
    },
  ]
}

function whoElse(kind: SignInEntry['kind'], words: Words['signInLog']): string {
  return kind === 'client_credentials' || kind === 'cache' ? words.principal : words.nobody
}

export function Result({ entry, words }: { readonly entry: SignInEntry; readonly words: Words['signInLog'] }) {
  const isGood = isSuccess(entry)
  return <StatusBadge status={isGood ? 'Succeeded' : 'Failed'} label={isGood ? words.success : words.failure} />
}

/** Whose registration asked: the portal's own, or a connector's. */
export function applicationName({ connector, portalAsked }: SignInEntry, words: Words['signInLog']): string {
  return portalAsked ? words.portal : (connector?.name ?? words.notRecorded)
}

/** What stands in every request says nothing, nor does the id of the resource, which has a column. */
function shortScopes(scopes: string | undefined): string {
  return (scopes ?? '')
    .split(' ')
    .filter((scope) => !/^(openid|profile|email|offline_access)$/.test(scope))
    .map((scope) => scope.slice(scope.lastIndexOf('/') + 1))
    .join(' ')
}
