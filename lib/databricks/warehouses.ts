import 'server-only'
import { z } from 'zod'
import { count, flag, list, object, pageToken, text } from './answer'
import { type CallOptions, request } from './request'
import type { Workspace } from './workspace'

const warehouse = object({
  id: z.string(),
  name: text,
  state: text,
  cluster_size: text,
  warehouse_type: text,
  enable_serverless_compute: flag,
  auto_stop_mins: count,
  creator_name: text,
})

/**
 * A SQL warehouse in Databricks' words. `state` is one of STARTING, RUNNING, STOPPING, STOPPED, DELETING, DELETED, or what
 * comes later.
 */
export type DatabricksWarehouse = z.output<typeof warehouse>

const LIST_WAREHOUSES = {
  method: 'GET',
  path: '/api/2.0/sql/warehouses',
  right: 'Can Use',
  answer: object({ warehouses: list(warehouse), next_page_token: pageToken }),
} as const

/** One page of the warehouses that the person may use, at most 100: GET /api/2.0/sql/warehouses. */
export async function listWarehouses(
  workspace: Workspace,
  { pageToken: token, ...options }: CallOptions & { readonly pageToken?: string | undefined } = {},
): Promise<{ warehouses: DatabricksWarehouse[]; nextPageToken: string | undefined }> {
  const query = { page_size: 100, page_token: token }
  return (await request(workspace, LIST_WAREHOUSES, { query }, options)).value
}
