import 'server-only'
import { flag, list, object, pageToken, text } from './answer'
import { type CallOptions, request } from './request'
import type { Workspace } from './workspace'

/** 100 a page, newest first; nobody sends more to one warehouse while a press is looked for. */
const MOST_PAGES = 5

const HISTORY = {
  method: 'GET',
  path: '/api/2.0/sql/history/queries',
  right: 'Can Use',
  answer: object({
    res: list(object({ query_id: text, query_text: text })),
    has_next_page: flag,
    next_page_token: pageToken,
  }),
} as const

interface Wanted {
  readonly warehouseId: string
  /** Epoch ms. */
  readonly since: number
  /** How its text begins. */
  readonly beginning: string
}

/**
 * The id of a statement of the person's own, found by how its text begins: GET /api/2.0/sql/history/queries. When a statement
 * appears there is not documented: one that is not found may have been sent all the same.
 */
export async function findInHistory(
  workspace: Workspace,
  { warehouseId, since, beginning }: Wanted,
  options?: CallOptions,
): Promise<string | undefined> {
  let page: string | undefined
  for (let pages = 0; pages < MOST_PAGES; pages += 1) {
    const query = {
      'filter_by.warehouse_ids': warehouseId,
      'filter_by.query_start_time_range.start_time_ms': since,
      max_results: 100,
      page_token: page,
    }
    const { value } = await request(workspace, HISTORY, { query }, options)
    const found = value.res.find(({ queryText }) => queryText?.startsWith(beginning))
    if (found?.queryId) return found.queryId
    page = value.hasNextPage ? value.nextPageToken : undefined
    if (page === undefined) return undefined
  }
  return undefined
}
