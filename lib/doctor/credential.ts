import { type Asked, explain, isAboutResource } from './entra-numbers'
import { type Finding, fail, ok, warn } from './finding'

const CHECK = 'client credential'
const DAY_MS = 86_400_000

/** One of the portal's credentials, shown to Entra ID. */
export interface Shown {
  readonly kind: 'secret' | 'certificate' | 'federated'
  readonly isNext: boolean
  /** Epoch ms, where anybody said. */
  readonly endsAt: number | undefined
  /** `unreadable`: its file; `silent`: no answer came. */
  readonly outcome: 'accepted' | 'refused' | 'unreadable' | 'silent'
  /** Entra's number, or the sentence about the file. */
  readonly number?: string | undefined
  readonly why?: string | undefined
}

/** Each credential for itself; one that is refused is no failure while the other one is taken. */
export function credentialFindings(shown: readonly Shown[], asked: Asked, now: number, warningMs: number): Finding[] {
  const works = shown.some(({ outcome }) => outcome === 'accepted')
  return shown.map((credential) => {
    const finding = outcomeFinding(credential, asked) ?? endFinding(credential, now, warningMs)
    if (finding.verdict !== 'fail' || !works) return finding
    return { ...finding, verdict: 'warn', says: `${finding.says} The other one works.` }
  })
}

/** A refusal of the resource is said by who was let in: Entra ID looks at the client first. */
function outcomeFinding({ outcome, number, why, isNext }: Shown, asked: Asked): Finding | undefined {
  const check = nameOf(isNext)
  if (outcome === 'accepted' || (number && isAboutResource(number))) return undefined
  if (outcome === 'silent') return warn(check, 'Not known: Entra ID did not answer.', 'Mend the authority first.')
  if (outcome === 'unreadable')
    return fail(check, why ?? 'It cannot be read.', 'Give the portal a file that it may read.')
  if (!number)
    return fail(
      check,
      `Entra ID refuses it: ${why ?? 'no reason was given'}.`,
      'Compare it with the app registration.',
    )
  const { says, remedy } = explain(number, asked)
  return fail(check, says, remedy)
}

function endFinding({ kind, isNext, endsAt }: Shown, now: number, warningMs: number): Finding {
  const check = nameOf(isNext)
  if (endsAt === undefined) return ok(check, `Entra ID takes the ${WORDS[kind]}.`)
  const day = new Date(endsAt).toISOString().slice(0, 10)
  const remedy = 'Put the next one beside it in time: AZURE_CLIENT_SECRET_NEXT or AZURE_CLIENT_CERTIFICATE_PATH_NEXT.'
  if (endsAt <= now)
    return warn(check, `Entra ID takes the ${WORDS[kind]}, which is said to have ended on ${day}.`, remedy)
  if (endsAt - now > warningMs) return ok(check, `Entra ID takes the ${WORDS[kind]}, which is good until ${day}.`)
  const days = Math.ceil((endsAt - now) / DAY_MS)
  return warn(check, `Entra ID takes the ${WORDS[kind]}, which ends on ${day}, in ${days} days.`, remedy)
}

const WORDS = { secret: 'secret', certificate: 'certificate', federated: 'federated token' }

function nameOf(isNext: boolean): string {
  return isNext ? `${CHECK} (next)` : CHECK
}
