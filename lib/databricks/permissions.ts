import 'server-only'
import { z } from 'zod'
import { flag, list, object, text } from './answer'
import { checkedId } from './json'
import { type CallOptions, type Endpoint, request } from './request'
import type { Workspace } from './workspace'

const grant = object({
  user_name: text,
  group_name: text,
  service_principal_name: text,
  display_name: text,
  all_permissions: list(object({ permission_level: z.string(), inherited: flag })),
})

const answer = object({ access_control_list: list(grant) })

/** One user, group or service principal and its levels: CAN_VIEW, CAN_MANAGE_RUN, CAN_MANAGE, IS_OWNER. */
export type JobGrant = z.output<typeof grant>

/** Who may do what with a job: GET /api/2.0/permissions/jobs/{job_id}. Only those who manage the job may ask. */
export async function getJobPermissions(
  workspace: Workspace,
  jobId: string,
  options?: CallOptions,
): Promise<JobGrant[]> {
  const path = `/api/2.0/permissions/jobs/${checkedId(jobId)}`
  const endpoint: Endpoint<z.output<typeof answer>> = { method: 'GET', path, right: 'Can Manage', answer }
  return (await request(workspace, endpoint, {}, options)).value.accessControlList
}
