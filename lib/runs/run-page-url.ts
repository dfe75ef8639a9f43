const LEGACY_FRAGMENT = /^#job\/([0-9]{1,19})\/run\/([0-9]{1,19})$/
const WORKSPACE_ID = /^[0-9]{1,19}$/

/**
 * The link to a run that works for everyone. `run_page_url` comes as `https://host/?o=1#job/2/run/3`, which only takes
 * workspace admins to the run; the others land on the home page.
 * `undefined` for a link that does not lead to the connection's own origin, whatever else it may be.
 */
export function runPageUrl(fromDatabricks: string | undefined, origin: string): string | undefined {
  const url = fromDatabricks ? URL.parse(fromDatabricks) : null
  if (!url || url.origin !== origin || url.username || url.password) return undefined
  const [, jobId, runId] = LEGACY_FRAGMENT.exec(url.hash) ?? []
  if (!jobId || !runId) return url.href
  const workspaceId = url.searchParams.get('o') ?? ''
  return `${origin}/jobs/${jobId}/runs/${runId}${WORKSPACE_ID.test(workspaceId) ? `?o=${workspaceId}` : ''}`
}
