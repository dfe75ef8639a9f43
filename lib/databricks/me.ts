import 'server-only'
import { z } from 'zod'
import { list, object, text } from './answer'
import { headerOf } from './exchange'
import { type CallOptions, request } from './request'
import type { Workspace } from './workspace'

const ME = {
  method: 'GET',
  path: '/api/2.0/preview/scim/v2/Me',
  right: 'Can View',
  answer: object({ userName: z.string(), displayName: text, groups: list(object({ display: text })) }),
} as const

/** Whom the workspace takes the token's bearer for. */
export interface WorkspaceUser {
  /** An e-mail address, or a service principal's application id. */
  readonly userName: string
  readonly displayName: string | undefined
  readonly workspaceId: string | undefined
  readonly isAdmin: boolean
}

/** GET /api/2.0/preview/scim/v2/Me: the smallest call that proves host, network, token and membership. */
export async function getMe(workspace: Workspace, options?: CallOptions): Promise<WorkspaceUser> {
  const { value, headers } = await request(workspace, ME, {}, options)
  const { userName, displayName, groups } = value
  const isAdmin = groups.some((group) => group.display === 'admins')
  return { userName, displayName, workspaceId: headerOf(headers, 'x-databricks-org-id'), isAdmin }
}
