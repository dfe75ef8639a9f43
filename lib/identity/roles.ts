/** Entra app roles as they stand in the id token; a higher one includes the lower (contract 3). */
export const ROLES = ['Portal.User', 'Portal.Maker', 'Portal.Admin'] as const

export type Role = (typeof ROLES)[number]

/** Keeps what we know, in our order. Unknown values and other spellings give nothing (AUTHZ-1). */
export function rolesFrom(claim: unknown): Role[] {
  if (!Array.isArray(claim)) return []
  return ROLES.filter((role) => claim.includes(role))
}

/** Whether these roles reach `needed`: an Admin is a Maker, a Maker is a User. */
export function hasRole(roles: readonly Role[], needed: Role): boolean {
  return roles.some((role) => ROLES.indexOf(role) >= ROLES.indexOf(needed))
}
