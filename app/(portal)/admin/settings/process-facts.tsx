import { KeyValues } from '@/app/_components/key-values'
import { Pane } from '@/app/_components/pane'
import { Time } from '@/app/_components/time'
import type { Words } from '@/lib/language/words'
import type { ProcessFacts as Facts } from '@/lib/settings/server/view-settings'

interface ProcessFactsProps {
  readonly facts: Facts
  readonly words: Words
}

/** What follows from the settings, and what no setting says. */
export function ProcessFacts({ facts, words: { settings: text, shell } }: ProcessFactsProps) {
  const { kind, version, step, steps } = facts.database
  return (
    <Pane title={text.process}>
      <KeyValues
        copyLabel={shell.copy}
        copiedLabel={shell.copied}
        items={[
          { label: text.release, value: facts.version },
          { label: text.build, value: facts.build ?? text.notBuilt, copy: facts.build },
          { label: text.node, value: facts.node },
          { label: text.started, value: <Time at={facts.startedAt.getTime()} format="seconds" /> },
          { label: text.role, value: text.roles[facts.role] },
          { label: text.database, value: text.databases[kind](version) },
          { label: text.schema, value: text.steps(step, steps) },
          { label: text.credential, value: credentialOf(facts, text) },
          { label: text.writes, value: facts.writingKeyId },
          { label: text.reads, value: facts.readingKeyIds.join(', ') || text.noneReads },
          { label: text.ways, value: waysOf(facts, text) },
        ]}
      />
      {facts.readingKeyIds.length > 0 && <p>{text.keysNote}</p>}
    </Pane>
  )
}

function credentialOf({ credential, nextCredential }: Facts, text: Words['settings']): string {
  const one = text.credentials[credential]
  return nextCredential ? text.withNext(one, text.credentials[nextCredential]) : one
}

function waysOf({ ways }: Facts, text: Words['settings']): string {
  const names = (['mail', 'teams', 'webhook'] as const).filter((way) => ways[way]).map((way) => text.wayNames[way])
  return names.join(', ') || text.noWay
}
