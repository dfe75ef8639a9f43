import { type GroupsTold, groupsProblem } from '@/lib/identity/groups-told'
import { type Finding, ok, warn } from './finding'

const CHECK = 'groups'

export interface GroupFacts extends GroupsTold {
  /** Flows and connectors that are shared with a group. */
  readonly used: number
}

/** Whether groups count, where something is shared with one. */
export function groupsFinding(facts: GroupFacts): Finding {
  const { used, listed, tooMany } = facts
  if (used === 0) return ok(CHECK, 'Nothing is shared with a group.')
  const problem = groupsProblem(facts)
  if (problem === 'absent') {
    return warn(
      CHECK,
      `Flows and connectors shared with groups: ${used}, but Entra ID has told nobody’s groups.`,
      'In the app registration: Token configuration, Add groups claim, Groups assigned to the application; and assign the groups.',
    )
  }
  if (problem === 'too_many') {
    return warn(
      CHECK,
      `People in more than 200 groups, of whom Entra ID tells none: ${tooMany}.`,
      'In the app registration: Token configuration, Edit groups claim, Groups assigned to the application.',
    )
  }
  return ok(CHECK, `Flows and connectors shared with groups: ${used}. People whose groups Entra ID tells: ${listed}.`)
}
