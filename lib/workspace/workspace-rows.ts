/** What the lists of a workspace show. `href` leads to the thing itself, at the workspace. */
interface WorkspaceThing {
  readonly id: string
  readonly name: string
  /** An e-mail address, or a service principal's application id; undefined where that account was deleted. */
  readonly owner: string | undefined
  readonly href: string
}

export interface JobRow extends WorkspaceThing {
  /** Whether it also starts by itself. */
  readonly starts: 'by hand' | 'by itself' | 'paused'
  /** Epoch ms. */
  readonly createdAt: number | undefined
}

export interface WarehouseRow extends WorkspaceThing {
  /** In Databricks' words: `RUNNING`, … */
  readonly state: string
  readonly size: string | undefined
  readonly serverless: boolean
}

export interface ClusterRow extends WorkspaceThing {
  readonly state: string
  /** Why it is in that state, in Databricks' words. */
  readonly stateMessage: string | undefined
  /** `UI`, `JOB`, … */
  readonly source: string
  readonly startedAt: number | undefined
  readonly endedAt: number | undefined
}

/** One page of one of the lists. */
export type WorkspaceList = (
  | { readonly tab: 'jobs'; readonly rows: readonly JobRow[] }
  | { readonly tab: 'warehouses'; readonly rows: readonly WarehouseRow[] }
  | { readonly tab: 'clusters'; readonly rows: readonly ClusterRow[] }
) & {
  /** Where the next page begins, in Databricks' own words; undefined on the last one. */
  readonly nextPage: string | undefined
}
