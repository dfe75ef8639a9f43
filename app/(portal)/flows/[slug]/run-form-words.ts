import { runsAsName } from '@/app/_components/runs-as-name'
import type { Principal } from '@/lib/connectors/security'
import type { FlowDefinition } from '@/lib/flows/flow'
import type { Words } from '@/lib/language/words'

interface Identities {
  readonly startedBy: string
  /** Who starts it for them, where the connector calls as a service principal. */
  readonly principal: Principal | undefined
  /** Of the first step, or of each. */
  readonly runsAs: string | undefined | readonly (string | undefined)[]
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
    runsAs: words.runsAs(namesOf([runsAs].flat(), words)),
    identityHelp: principal ? words.identityHelpPrincipal(principal.name) : identityHelp(definition, words),
    secretResults: secretResults(definition, words),
    again: words.again,
    secretsAgain: words.secretsAgain,
    filesAgain: words.filesAgain,
    fileBroken: words.fileBroken,
    back: words.back,
    connect: words.connect,
    signInAgain: words.obstacle.signInAgain,
    field: { choose: words.choose, zone: words.zone },
  }
}

/** Each name once, in the order of the steps. */
function namesOf(runsAs: readonly (string | undefined)[], words: Words['flow']): string {
  const names = runsAs.map((name) => runsAsName(name, words))
  return [...new Set(names)].join(words.and)
}

/** Which steps have results that nobody sees here. */
function secretResults({ steps }: FlowDefinition, words: Words['flow']): string | undefined {
  const secret = steps.filter((step) => step.secretResults)
  if (secret.length === 0) return undefined
  if (secret.length === steps.length) return words.secretResults
  return words.secretResultsOf(secret.map(({ name = '' }) => `“${name}”`).join(words.and))
}

function identityHelp({ steps, identityMode }: FlowDefinition, words: Words['flow']): string {
  const statements = steps.filter(({ action }) => action === 'sql')
  if (statements.length === steps.length) return words.identityHelpStatement
  if (identityMode === 'as_me') return words.identityHelpAsMe
  return statements.length === 0 ? words.identityHelp : words.identityHelpMixed
}
