import { runsAsName } from '@/app/_components/runs-as-name'
import type { Words } from '@/lib/language/words'

/** The words around a form that starts a run, with both identities. */
export function runFormWords(words: Words['flow'], startedBy: string, runsAs: string | undefined) {
  return {
    run: words.run,
    noInputs: words.noInputs,
    summary: words.summary,
    notStarted: words.notStarted,
    startedBy: words.startedBy(startedBy),
    runsAs: words.runsAs(runsAsName(runsAs, words)),
    identityHelp: words.identityHelp,
    again: words.again,
    secretsAgain: words.secretsAgain,
    connect: words.connect,
    field: { choose: words.choose, zone: words.zone },
  }
}
