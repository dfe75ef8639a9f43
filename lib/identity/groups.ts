/** How Entra told of a person's groups: not at all, all of them, or too many for a token (more than 200), and then none. */
export const GROUP_CLAIMS = ['absent', 'listed', 'too_many'] as const

export type GroupClaim = (typeof GROUP_CLAIMS)[number]

/** What Entra last said of a person's groups. Where it said nothing, the person is in none here. */
export interface Groups {
  readonly claim: GroupClaim
  /** Entra object ids, sorted. */
  readonly ids: readonly string[]
}

const NO_GROUPS: Groups = { claim: 'absent', ids: [] }

const OBJECT_ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/**
 * Reads `groups` of an id token. Only object ids count: names, which a registration may be made to send in their place, can
 * be given to another group tomorrow. Of too many, `_claim_names` names a place to ask, which is not for our tokens.
 * Source: id-token-claims-reference, "groups overage claim".
 */
export function groupsFrom({ groups, _claim_names: elsewhere }: Readonly<Record<string, unknown>>): Groups {
  if (typeof elsewhere === 'object' && elsewhere !== null && 'groups' in elsewhere) {
    return { claim: 'too_many', ids: [] }
  }
  if (!Array.isArray(groups)) return NO_GROUPS
  const ids = groups.flatMap((group) => (typeof group === 'string' ? group.toLowerCase() : []))
  return { claim: 'listed', ids: [...new Set(ids.filter(isGroupId))].sort() }
}

export function isGroupId(text: string): boolean {
  return OBJECT_ID.test(text)
}
