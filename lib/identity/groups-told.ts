/** What Entra told of groups, counted over everybody whom it was asked about. */
export interface GroupsTold {
  /** Whose groups are known. */
  readonly listed: number
  /** Who is in more groups than a token holds: none of them are known. */
  readonly tooMany: number
  readonly people: number
}

export type GroupsProblem = 'absent' | 'too_many'

/** What whoever shares with a group has to have mended first; `undefined` where all is well, or nobody knows yet. */
export function groupsProblem({ listed, tooMany, people }: GroupsTold): GroupsProblem | undefined {
  if (tooMany > 0) return 'too_many'
  return people > 0 && listed === 0 ? 'absent' : undefined
}
