import type { InProcessPortal } from '@/tests/support/in-process-portal'

/** What somebody does in the workspace itself, beside the portal. @throws Error with the workspace's words */
export async function askAsAdmin(
  portal: InProcessPortal,
  path: string,
  body: object,
  method = 'POST',
): Promise<void> {
  const response = await fetch(portal.databricks().url + path, {
    method,
    headers: { authorization: 'Bearer dapi-demo-admin', 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
}
