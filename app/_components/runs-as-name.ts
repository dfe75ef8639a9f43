import { isId } from '@/lib/is-id'

interface Started {
  readonly startedBy: string
  readonly principal: { readonly name: string } | undefined
}

/** Who started a run, for people: the person, or a service principal for them. */
export function startedByName(
  { startedBy, principal }: Started,
  words: { readonly byPrincipal: (principal: string, person: string) => string },
): string {
  return principal ? words.byPrincipal(principal.name, startedBy) : startedBy
}

/** Whose rights a job's code has, for people. Databricks names a service principal by its application id alone. */
export function runsAsName(
  runsAs: string | undefined,
  words: { readonly servicePrincipal: string; readonly runsAsUnknown: string },
): string {
  if (!runsAs) return words.runsAsUnknown
  return isId(runsAs) ? words.servicePrincipal.replace('{id}', runsAs) : runsAs
}
