import type { ReactNode } from 'react'
import { Columns } from '@/app/_components/columns'
import { KeyValues } from '@/app/_components/key-values'
import { PageLink } from '@/app/_components/page-link'
import { Pane } from '@/app/_components/pane'
import { Time } from '@/app/_components/time'
import { applicationName } from '@/app/(portal)/sign-ins/sign-in-table'
import {
  conditionalAccess,
  incomingTokenType,
  isFromCache,
  isSuccess,
  resourceName,
  type SignInEntry,
} from '@/lib/identity/sign-in-entry'
import { problemOfEntraError } from '@/lib/identity/sign-in-problem'
import type { Words } from '@/lib/language/words'

interface SignInFactsProps {
  readonly entry: SignInEntry
  /** The list that the viewer came from. */
  readonly list: '/sign-ins' | '/admin/sign-ins'
  readonly isAdmin: boolean
  readonly words: Words
}

interface Fact {
  readonly label: string
  readonly value: ReactNode
  readonly copy?: string | undefined
}

/** The facts in the order of Entra's own page: who, how, what; and first why it failed, where it did. */
export function SignInFacts({ entry, list, isAdmin, words }: SignInFactsProps) {
  const { signInLog: text, shell } = words
  const facts = (items: readonly Fact[]) => (
    <KeyValues
      items={items.map(({ value, ...item }) => ({ ...item, value: value ?? text.notRecorded }))}
      copyLabel={shell.copy}
      copiedLabel={shell.copied}
    />
  )
  return (
    <Columns side={<Pane title={text.basic}>{facts(basicFacts(entry, list, text))}</Pane>}>
      {!isSuccess(entry) && <Pane title={text.error}>{facts(errorFacts(entry, isAdmin, words))}</Pane>}
      <Pane title={text.who}>{facts(whoFacts(entry, text))}</Pane>
      <Pane title={text.how}>{facts(howFacts(entry, text))}</Pane>
      <Pane title={text.what}>{facts(whatFacts(entry, list, text))}</Pane>
    </Columns>
  )
}

type Text = Words['signInLog']

function idFact(label: string, id: string | undefined): Fact {
  return { label, value: id, copy: id }
}

function basicFacts(entry: SignInEntry, list: string, text: Text): readonly Fact[] {
  const same = `${list}?correlation=${encodeURIComponent(entry.correlationId)}`
  return [
    { label: text.date, value: <Time at={entry.createdAt} format="seconds" /> },
    { label: text.kind, value: text.kinds[entry.kind] },
    idFact(text.correlationId, entry.correlationId),
    idFact(text.requestId, entry.requestId),
    idFact(text.traceId, entry.traceId),
    { label: text.list, value: <PageLink href={same}>{text.sameCorrelation}</PageLink> },
  ]
}

function errorFacts({ errorCode, failureReason }: SignInEntry, isAdmin: boolean, words: Words): readonly Fact[] {
  const { signInLog: text } = words
  return [
    idFact(text.errorCode, /^\d/.test(errorCode) ? `AADSTS${errorCode}` : errorCode),
    ...(isAdmin ? [{ label: text.says, value: failureReason }] : []),
    { label: text.remedy, value: remedyOf(errorCode, words) },
  ]
}

/** The words that the person was told, or would have been. */
function remedyOf(errorCode: string, { signInLog: text, signIn }: Words): string {
  const own = text.ownCodes[errorCode]
  if (own) return own
  const problem = problemOfEntraError('', errorCode)
  return problem === 'try_again' ? text.otherCode : signIn.problems[problem].text
}

function whoFacts(entry: SignInEntry, text: Text): readonly Fact[] {
  const isPrincipals = entry.grantType === 'client_credentials'
  return [
    { label: text.user, value: entry.userName ?? (isPrincipals ? text.principal : text.nobody) },
    ...(entry.userId ? [idFact(text.userId, entry.userId)] : []),
    { label: text.ipAddress, value: entry.ipAddress },
  ]
}

function howFacts(entry: SignInEntry, text: Text): readonly Fact[] {
  return [
    { label: text.application, value: applicationName(entry, text) },
    idFact(text.applicationId, entry.appId),
    { label: text.grant, value: entry.grantType ?? text.noGrant },
    { label: text.interactive, value: entry.isInteractive ? text.yes : text.no },
    { label: text.incomingToken, value: text.incomingTokens[incomingTokenType(entry)] },
    {
      label: text.credential,
      value: entry.credentialType ? text.credentials[entry.credentialType] : text.noCredential,
    },
    { label: text.conditionalAccess, value: text.conditionalAccesses[conditionalAccess(entry)] },
    { label: text.source, value: isFromCache(entry) ? text.fromCache : text.fromNetwork },
    {
      label: text.duration,
      value: entry.durationMs === undefined ? undefined : text.ms(entry.durationMs),
    },
  ]
}

function whatFacts(entry: SignInEntry, list: string, text: Text): readonly Fact[] {
  const { connector, run, tokenExpiresAt } = entry
  return [
    { label: text.resource, value: resourceName(entry.resourceId) },
    idFact(text.audience, entry.resourceId),
    { label: text.scopes, value: entry.scopes },
    ...(tokenExpiresAt ? [{ label: text.expires, value: <Time at={tokenExpiresAt} format="seconds" /> }] : []),
    ...(connector ? [{ label: text.connector, value: connector.name }] : []),
    ...(run
      ? [
          { label: text.run, value: <PageLink href={`/runs/${run.id}`}>{text.runNumber(run.number)}</PageLink> },
          { label: text.list, value: <PageLink href={`${list}?run=${run.number}`}>{text.ofRun}</PageLink> },
        ]
      : []),
  ]
}
