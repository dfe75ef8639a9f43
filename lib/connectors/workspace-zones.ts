/** Public, US Government and China clouds. A host must have a label of its own before one of these. */
export const WORKSPACE_ZONES = ['.azuredatabricks.net', '.databricks.azure.us', '.databricks.azure.cn']

/** The console of the account that a workspace belongs to, as its cloud has it; undefined for a host outside of the zones. */
export function accountConsoleOf(origin: string): string | undefined {
  const zone = WORKSPACE_ZONES.find((known) => new URL(origin).hostname.endsWith(known))
  return zone && `https://accounts${zone}`
}
