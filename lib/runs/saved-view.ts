/** Whose runs a list shows: one's own, or everybody's. */
export type RunList = 'mine' | 'all'

/** Filters and columns of a list under a name. */
export interface SavedView {
  readonly id: string
  readonly name: string
  /** As `runQueryString` writes it, without a place in the list. */
  readonly query: string
  /** The list opens with it. */
  readonly isStart: boolean
}

export const RUN_LISTS = { mine: '/runs', all: '/admin/runs' } as const satisfies Record<RunList, string>

/** Why a view was not kept: its name is taken or none, or there are too many. */
export type ViewProblem = 'taken' | 'full' | 'name'
