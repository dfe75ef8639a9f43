import type { ReactNode } from 'react'
import { KeyValues } from '@/app/_components/key-values'
import { PageLink } from '@/app/_components/page-link'
import { Time } from '@/app/_components/time'
import { Target } from '@/app/(portal)/admin/audit/audit-table'
import { actionName, actorName } from '@/app/(portal)/admin/audit/audit-words'
import type { AuditRow } from '@/lib/audit/audit-row'
import { flat } from '@/lib/audit/difference'
import type { Words } from '@/lib/language/words'

interface FactsProps {
  readonly row: AuditRow
  readonly words: Words
}

export function WhoFacts({ row, words }: FactsProps) {
  const { actor } = row
  const text = words.auditLog
  return (
    <Facts
      words={words}
      items={[
        { label: text.actor, value: actorName(row, text) },
        { label: text.role, value: actor.role },
        { label: text.objectId, value: actor.objectId, copy: actor.objectId },
        { label: text.source, value: actor.address ?? text.noSource },
        { label: text.session, value: actor.session },
        { label: text.agent, value: actor.agent },
      ]}
    />
  )
}

export function WhatFacts({ row, words }: FactsProps) {
  const text = words.auditLog
  const { correlationId } = row
  const same = `/admin/audit?target=${encodeURIComponent(row.target)}`
  return (
    <Facts
      words={words}
      items={[
        { label: text.date, value: <Time at={row.createdAt} format="seconds" /> },
        { label: text.action, value: actionName(row.action, text), copy: row.action },
        { label: text.target, value: <Target row={row} words={text} />, copy: row.target },
        { label: text.list, value: <PageLink href={same}>{text.sameTarget}</PageLink> },
        { label: text.reason, value: row.reason },
        { label: text.requestId, value: row.requestId, copy: row.requestId },
        { label: text.correlationId, value: correlationId, copy: correlationId },
        ...(correlationId
          ? [{ label: words.signInLog.title, value: <SignIns correlationId={correlationId} label={text.signIns} /> }]
          : []),
        { label: text.hash, value: row.hash, copy: row.hash },
      ]}
    />
  )
}

function SignIns({ correlationId, label }: { readonly correlationId: string; readonly label: string }) {
  return <PageLink href={`/admin/sign-ins?correlation=${encodeURIComponent(correlationId)}`}>{label}</PageLink>
}

/** Whatever else the row says, name by name. */
export function DetailFacts({ row, words }: FactsProps) {
  const items = [...flat(row.details)].map(([label, value]) => ({ label, value }))
  return items.length === 0 ? <p>{words.auditLog.noDetails}</p> : <Facts words={words} items={items} />
}

interface Fact {
  readonly label: string
  readonly value: ReactNode
  readonly copy?: string | undefined
}

function Facts({ items, words: { auditLog, shell } }: { readonly items: readonly Fact[]; readonly words: Words }) {
  return (
    <KeyValues
      items={items.map(({ value, ...item }) => ({ ...item, value: value ?? auditLog.notRecorded }))}
      copyLabel={shell.copy}
      copiedLabel={shell.copied}
    />
  )
}
