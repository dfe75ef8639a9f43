import { type Finding, fail, ok, warn } from './finding'
import { isSilent, type Look } from './look'

/** A header `Date` has whole seconds, and the way takes time. */
const WORTH_A_LOOK_S = 60
/** Beyond this Entra ID refuses assertions, and tokens are not good yet or no more. */
const TOO_MUCH_S = 300

/** How far our clock is from that of somebody who answered; nothing where nobody did, which another check says. */
export function clockFindings(whose: string, look: Look): Finding[] {
  if (isSilent(look) || look.date === undefined) return []
  return [clockFinding(whose, Math.round((look.at - look.date) / 1000))]
}

/** `aheadS`: seconds that this machine is ahead of the other. */
export function clockFinding(whose: string, aheadS: number): Finding {
  const check = `clock and ${whose}`
  const off = Math.abs(aheadS)
  if (off <= WORTH_A_LOOK_S) return ok(check, `This machine's clock agrees (${off} s).`)
  const says = `This machine is ${off} s ${aheadS > 0 ? 'ahead' : 'behind'}.`
  const remedy = 'Set its clock right, and keep it so (NTP).'
  if (off <= TOO_MUCH_S) return warn(check, says, remedy)
  return fail(check, `${says} Sign-ins and tokens fail at that.`, remedy)
}
