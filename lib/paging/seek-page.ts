/** A row's place in a list that is ordered by time and id: epoch ms. */
export interface Place {
  readonly createdAt: number
  readonly id: string
}

/** What an address asks for: rows behind one cursor, or those before the other; '' for neither. */
export interface Asked {
  readonly after: string
  readonly before: string
}

/** What was found, in the order of the search; `stoppedAt` where its bound ended it before it was through. */
interface Found<Row> {
  readonly rows: readonly Row[]
  readonly stoppedAt: Place | undefined
}

export interface SeekPage<Row> {
  /** Newest first. */
  readonly rows: readonly Row[]
  /** What the addresses of the neighbouring pages ask for, where there are any. */
  readonly newer: Asked | undefined
  readonly older: Asked | undefined
  /** The search ended here, epoch ms: there may be more that fits, which the next page goes on to. */
  readonly stoppedAt: number | undefined
}

const BEGINNING: Asked = { after: '', before: '' }

/** Makes a page of `limit` rows out of a search for one more. */
export function pageOf<Row extends Place>(
  { rows, stoppedAt }: Found<Row>,
  asked: Asked,
  limit: number,
  cursor: (place: Place) => string,
): SeekPage<Row> {
  const backwards = asked.before !== ''
  const shown = rows.slice(0, limit)
  const end = rows.length > limit ? shown.at(-1) : stoppedAt
  const onwards = end && (backwards ? { after: '', before: cursor(end) } : { after: cursor(end), before: '' })
  const [first] = shown
  const back = first && (backwards ? { after: cursor(first), before: '' } : { after: '', before: cursor(first) })
  const came = asked.after !== '' || backwards ? (back ?? BEGINNING) : undefined
  return {
    rows: backwards ? shown.toReversed() : shown,
    newer: backwards ? onwards : came,
    older: backwards ? came : onwards,
    stoppedAt: rows.length > limit ? undefined : stoppedAt?.createdAt,
  }
}
