const LONGEST = 60

/** A flow's address out of its title: small letters, digits and hyphens. `taken` counts how many tries came before. */
export function slugFor(title: string, taken: number): string {
  const plain = title
    .normalize('NFKD')
    .replaceAll(/\p{M}+/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, LONGEST)
    .replaceAll(/^-+|-+$/g, '')
  const base = plain || 'flow'
  return taken === 0 ? base : `${base}-${taken + 1}`
}
