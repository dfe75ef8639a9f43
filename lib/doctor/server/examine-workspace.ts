import 'server-only'
import type { Config } from '@/lib/config'
import { lookAtWorkspace } from '@/lib/databricks/probe'
import { clockFindings } from '@/lib/doctor/clock'
import type { Finding } from '@/lib/doctor/finding'
import { tenantFinding, workspaceFinding } from '@/lib/doctor/workspace'

const ME = '/api/2.0/preview/scim/v2/Me'
const HOST_CONFIG = '/.well-known/databricks-config'
const SIGN_IN = '/aad/auth'

/** What the workspace tells without any person's token; the portal has none of its own. `tenantId`: if it is a good one. */
export async function examineWorkspace(config: Config, tenantId: string | undefined): Promise<Finding[]> {
  const { databricksHost } = config
  const [refusal, hostConfig, signIn] = await Promise.all(
    [ME, HOST_CONFIG, SIGN_IN].map((path) => lookAtWorkspace(databricksHost, config, path)),
  )
  if (!refusal || !hostConfig || !signIn) return []
  return [
    workspaceFinding(databricksHost, refusal, hostConfig),
    ...(tenantId === undefined ? [] : [tenantFinding(signIn, tenantId)]),
    ...clockFindings('workspace', refusal),
  ]
}
