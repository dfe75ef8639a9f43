import { runsAsName } from '@/app/_components/runs-as-name'
import type { Principal } from '@/lib/connectors/security'
import type { FlowDefinition } from '@/lib/flows/flow'
import type { Words } from '@/lib/language/words'

interface Identities {
  readonly startedBy: string
  /** Who starts it for them, where the connector calls as a service principal. */
  readonly principal: Principal | undefined
  readonly runsAs: string | undefined
  readonly definition: FlowDefinition
}

/** The words around a form that starts a run, with both identities. */
export function runFormWords(words: Words['flow'], { startedBy, principal, runsAs, definition }: Identities) {
  return {
    run: words.run,
    noInputs: words.noInputs,
    summary: words.summary,
    notStarted: words.notStarted,
    startedBy: words.startedBy(principal ? words.byPrincipal(principal.name, startedBy) : startedBy),
    runsAs: words.runsAs(runsAsName(runsAs, words)),
    identityHelp: principal ? words.identityHelpPrincipal(principal.name) : identityHelp(definition, words),
    again: words.again,
    secretsAgain: words.secretsAgain,
    back: words.back,
    connect: words.connect,
    signInAgain: words.obstacle.signInAgain,
    field: { choose: words.choose, zone: words.zone },
  }
}

function identityHelp({ steps, identityMode }: FlowDefinition, words: Words['flow']): string {
  if (steps[0]?.action === 'sql') return words.identityHelpStatement
  return identityMode === 'as_me' ? words.identityHelpAsMe : words.identityHelp
}
