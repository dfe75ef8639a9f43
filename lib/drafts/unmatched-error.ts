/** Errors of one kind that no advice of the maker matches. Times are epoch ms. */
export interface UnmatchedError {
  /** What they have in common: nothing that a person gave is in it. */
  readonly group: string
  readonly count: number
  readonly lastAt: number
  /** A run that the viewer may see. */
  readonly run: { readonly id: string; readonly number: number } | undefined
}
