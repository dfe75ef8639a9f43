import { type ChainedRow, chainText, whoText } from './chain-text'

type Hash = (text: string) => string

/** A place in the chain, and the hash that is there. */
export interface ChainPlace {
  readonly position: number
  readonly hash: string
}

const BEFORE_ALL: ChainPlace = { position: 0, hash: '0'.repeat(64) }

interface Checkpoint {
  readonly upTo?: number
  readonly hash?: string
  readonly rows?: number
  readonly rowsBefore?: number
}

/** What a walk has seen so far: another one goes on from there. */
export interface WalkState {
  readonly start: ChainPlace | undefined
  readonly startIsKnown: boolean
  readonly last: ChainPlace
  readonly rows: number
  readonly rowsBefore: number
  readonly erasures: readonly (readonly [by: string, seen: { readonly count: number; readonly first: number }])[]
}

/**
 * Looks at the audit log row by row, in the order of positions, and keeps none of them. What it cannot see: a log whose
 * end was cut off together with `audit_head`, or one that was written anew as a whole. A place that was noted elsewhere
 * (each check prints the end of the log) shows both.
 */
export class ChainWalk {
  readonly #hash: Hash
  readonly #noted: ChainPlace | undefined
  readonly #erasures: Map<string, { readonly count: number; readonly first: number }>
  #start: ChainPlace | undefined
  #last: ChainPlace = BEFORE_ALL
  #startIsKnown = false
  #rows = 0
  #rowsBefore = 0

  constructor(hash: Hash, noted?: ChainPlace, from?: WalkState) {
    this.#hash = hash
    this.#noted = noted
    this.#erasures = new Map(from?.erasures)
    if (!from) return
    this.#start = from.start
    this.#startIsKnown = from.startIsKnown
    this.#last = from.last
    this.#rows = from.rows
    this.#rowsBefore = from.rowsBefore
  }

  /** For another walk to go on from. */
  get state(): WalkState {
    return {
      start: this.#start,
      startIsKnown: this.#startIsKnown,
      last: this.#last,
      rows: this.#rows,
      rowsBefore: this.#rowsBefore,
      erasures: [...this.#erasures],
    }
  }

  get last(): ChainPlace {
    return this.#last
  }

  get rows(): number {
    return this.#rows
  }

  /** Rows from before the log was chained: unchanged since then, which is all that can be said of them. */
  get rowsBefore(): number {
    return this.#rowsBefore
  }

  /** What is wrong with this row or the gap before it; undefined when nothing is. Nothing more is to be taken after that. */
  take(row: ChainedRow): string | undefined {
    const problem = this.#start ? this.#follows(row) : this.#begins(row)
    return problem ?? this.#ownProblem(row) ?? this.#accept(row)
  }

  /** What is wrong with the log as a whole, once every row was taken. */
  finish(head: ChainPlace): string | undefined {
    if (!this.#startIsKnown && this.#start) {
      return `${span(1, this.#start.position)} missing, and no row says that they were removed when their time was over.`
    }
    const unexplained = this.#erasures.values().next().value
    if (unexplained) return `Row ${unexplained.first} lost its person, and no row says that somebody was erased.`
    return this.#endProblem(head) ?? this.#notedProblem()
  }

  #begins(row: ChainedRow): string | undefined {
    this.#start = { position: row.position - 1, hash: row.previousHash }
    this.#startIsKnown = row.position === 1 && row.previousHash === BEFORE_ALL.hash
    if (row.position === 1 && !this.#startIsKnown) return `${named(row)} is not the beginning that it says it is.`
    return undefined
  }

  #follows(row: ChainedRow): string | undefined {
    const { position, hash } = this.#last
    if (row.position !== position + 1) {
      return `${span(position + 1, row.position - 1)} missing: row ${row.position} comes after row ${position}.`
    }
    if (row.previousHash === hash) return undefined
    return `${named(row)} does not carry the hash of row ${position}: one of the two was replaced.`
  }

  #ownProblem(row: ChainedRow): string | undefined {
    if (this.#hash(chainText(row)) !== row.hash) return `${named(row)} was changed after it was written.`
    if (row.erasedBy !== null) return this.#erased(row, row.erasedBy)
    const who = row.who.some((field) => field !== null) || row.salt !== null ? this.#hash(whoText(row)) : null
    return who === row.whoHash ? undefined : `Who did it was changed in ${named(row, 'row')}.`
  }

  #erased(row: ChainedRow, by: string): string | undefined {
    if (row.who.some((field) => field !== null)) return `${named(row)} was erased, and yet names a person.`
    const { count, first } = this.#erasures.get(by) ?? { count: 0, first: row.position }
    this.#erasures.set(by, { count: count + 1, first })
    return undefined
  }

  #accept(row: ChainedRow): string | undefined {
    this.#last = { position: row.position, hash: row.hash }
    this.#rows += 1
    if (row.action === 'audit.prune') this.#takeCheckpoint(JSON.parse(row.details))
    if (row.action === 'audit.chain') this.#rowsBefore = (JSON.parse(row.details) as Checkpoint).rowsBefore ?? 0
    if (row.action === 'person.erase') return this.#takeErasure(row)
    if (this.#noted?.position === row.position && this.#noted.hash !== row.hash) {
      return `${named(row)} is not the row that was noted: the log was written anew.`
    }
    return undefined
  }

  #takeCheckpoint({ upTo, hash }: Checkpoint): void {
    if (upTo === this.#start?.position && hash === this.#start?.hash) this.#startIsKnown = true
  }

  /** Erasing comes before its own row, so all that it erased was taken by now. */
  #takeErasure(row: ChainedRow): string | undefined {
    const said = (JSON.parse(row.details) as Checkpoint).rows ?? 0
    const { count, first } = this.#erasures.get(row.id) ?? { count: 0, first: 0 }
    this.#erasures.delete(row.id)
    if (count <= said) return undefined
    return `Row ${first} is one of ${count} that lost their person, and ${named(row, 'row')} says ${said}.`
  }

  #endProblem(head: ChainPlace): string | undefined {
    const { position, hash } = this.#last
    if (head.position > position) return `${span(position + 1, head.position)} missing at the end of the log.`
    if (head.position === position && head.hash === hash) return undefined
    return `The log's head says row ${head.position}, but row ${position} is there.`
  }

  #notedProblem(): string | undefined {
    const { position } = this.#noted ?? BEFORE_ALL
    if (position > this.#last.position) return `Row ${position} was noted and is missing at the end of the log.`
    if (position > 0 && position <= (this.#start?.position ?? 0)) {
      return `Row ${position} was noted, but its time is over and it was removed: note a later one.`
    }
    return undefined
  }
}

function named({ position, action, at, id }: ChainedRow, word = 'Row'): string {
  return `${word} ${position} (${action}, ${at}, id ${id})`
}

function span(first: number, last: number): string {
  return first === last ? `Row ${first} is` : `Rows ${first} to ${last} are`
}
