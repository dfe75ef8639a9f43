import { type Column, DetailsList } from '@/app/_components/details-list'
import { KeyValues } from '@/app/_components/key-values'
import { PageLink } from '@/app/_components/page-link'
import { runsAsName } from '@/app/_components/runs-as-name'
import { Time } from '@/app/_components/time'
import type { Words } from '@/lib/language/words'
import type { ProofFact, ProofHop } from '@/lib/runs/proof'

type Text = Words['proof'] & Pick<Words['run'], 'servicePrincipal' | 'runsAsUnknown'>

interface ProofTableProps {
  readonly hops: readonly ProofHop[]
  /** The flow has more than one step, so each hop names its own. */
  readonly several: boolean
  readonly words: Text
}

interface Row extends ProofHop {
  readonly number: number
}

/** One line of time: what happened, as whom, and what is known of it. */
export function ProofTable({ hops, several, words }: ProofTableProps) {
  const rows = hops.map((hop, at) => ({ ...hop, number: at + 1 }))
  return (
    <DetailsList
      label={words.list}
      columns={columnsOf(several, words)}
      rows={rows}
      rowKey={({ number }) => String(number)}
    />
  )
}

function columnsOf(several: boolean, words: Text): readonly Column<Row>[] {
  return [
    {
      key: 'what',
      label: words.what,
      cell: ({ number, kind, step }) => (
        <>
          {number}. {words.hops[kind]}
          {step && (several || step.attempt > 1) && ` (${words.stepOf(step.position + 1, step.attempt)})`}
        </>
      ),
    },
    {
      key: 'time',
      label: words.time,
      oneLine: true,
      cell: ({ at }) => (at === undefined ? words.notKnown : <Time at={at} format="seconds" />),
    },
    {
      key: 'who',
      label: words.who,
      cell: ({ identity }) => (
        <>
          <strong>{nameOf(identity, words)}</strong>
          <br />
          {identity.kind !== 'portal' && words.identities[identity.kind]}
        </>
      ),
    },
    { key: 'facts', label: words.facts, cell: ({ facts }) => <Facts facts={facts} words={words} /> },
    {
      key: 'row',
      label: words.row,
      cell: ({ signInId }) => signInId && <PageLink href={`/sign-ins/${signInId}`}>{words.signIn}</PageLink>,
    },
  ]
}

function nameOf({ kind, name }: ProofHop['identity'], words: Text): string {
  if (kind === 'portal') return words.identities.portal
  return name === undefined ? words.notKnown : runsAsName(name, words)
}

function Facts({ facts, words }: { readonly facts: readonly ProofFact[]; readonly words: Text }) {
  return (
    <KeyValues
      items={facts.map(([name, value]) => ({ label: words.fact[name], value: shownValue(name, value, words) }))}
    />
  )
}

function shownValue(name: string, value: string | number | undefined, words: Text) {
  if (value === undefined) return words.notKnown
  if (name === 'goodUntil' || name === 'endedAt') return <Time at={value} format="seconds" />
  return words.values[`${name}.${value}`] ?? String(value)
}
