const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** Whose rights a job's code has, for people. Databricks names a service principal by its application id alone. */
export function runsAsName(
  runsAs: string | undefined,
  words: { readonly servicePrincipal: string; readonly runsAsUnknown: string },
): string {
  if (!runsAs) return words.runsAsUnknown
  return UUID.test(runsAs) ? words.servicePrincipal.replace('{id}', runsAs) : runsAs
}
