import { type Finding, fail, ok, warn } from './finding'
import { isSilent, jsonIn, type Look, whySilent } from './look'

const CHECK = 'workspace'
const TENANT = 'workspace tenant'
const GUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/i
const HOST_REMEDY = 'Mend DATABRICKS_HOST: the address that the workspace has in a browser, without a path.'

/** Whether a workspace answers: a call without a token, which it has to refuse in Databricks' own way. */
export function workspaceFinding(origin: string, refusal: Look, hostConfig: Look): Finding {
  if (isSilent(refusal)) {
    const remedy =
      refusal.silence === 'address'
        ? 'If the workspace has a private address (Private Link), list its network in LAKEPORT_ALLOWED_NETWORKS.'
        : `Open the way there from this machine. ${HOST_REMEDY}`
    return fail(CHECK, `${origin} cannot be reached: ${whySilent(refusal)}.`, remedy)
  }
  if (!isSilent(hostConfig) && jsonIn(hostConfig).host_type === 'account') {
    return fail(CHECK, `${origin} is the console of the account, not a workspace.`, HOST_REMEDY)
  }
  const isDatabricks = /realm="?Databricks/i.test(refusal.wwwAuthenticate ?? '')
  if (refusal.status === 401 && isDatabricks) return ok(CHECK, `${origin} answers as a Databricks workspace does.`)
  if (refusal.status === 403 || refusal.location?.includes('private-link-validation-error')) {
    return fail(
      CHECK,
      `${origin} answers, and turns this machine away (status ${refusal.status}).`,
      'Let the portal’s address into the IP access list of the workspace, or give it a way through Private Link.',
    )
  }
  if (refusal.status >= 500 || refusal.status === 429) {
    return warn(CHECK, `${origin} answers with status ${refusal.status}.`, 'Try again in a few minutes.')
  }
  return fail(CHECK, `${origin} answers (status ${refusal.status}), but not as a workspace does.`, HOST_REMEDY)
}

/** Where the workspace sends people to sign in: tokens of another tenant are worth nothing to it. */
export function tenantFinding(look: Look, tenantId: string): Finding {
  const remedy = 'Every call will tell: a token of another tenant is refused.'
  if (isSilent(look)) return warn(TENANT, `Not known: ${whySilent(look)}.`, 'Mend the workspace first.')
  const url = look.location === undefined ? null : URL.parse(look.location)
  const tenant = GUID.exec(url?.pathname.split('/')[1] ?? '')?.[0].toLowerCase()
  if (tenant === undefined)
    return warn(TENANT, `Not known: the workspace names none (status ${look.status}).`, remedy)
  if (tenant === tenantId) return ok(TENANT, `The workspace belongs to tenant ${tenant}, as the portal does.`)
  return fail(
    TENANT,
    `The workspace belongs to tenant ${tenant}; the portal signs people in at ${tenantId}.`,
    'Register the portal in the tenant of the workspace, or mend AZURE_TENANT_ID or DATABRICKS_HOST.',
  )
}
