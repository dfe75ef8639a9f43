import 'server-only'
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { createGunzip } from 'node:zlib'
import {
  type BackupHead,
  damaged,
  isEnd,
  isRow,
  noBackup,
  readEnd,
  readHead,
  readTableHead,
  type TableHead,
} from '@/lib/backup/backup-lines'
import { PortalError } from '@/lib/errors'

/** What stands in a backup, in its order. Rows come in batches, as the lines that they are. */
export type Entry =
  | { readonly kind: 'head'; readonly head: BackupHead }
  | { readonly kind: 'table'; readonly table: TableHead }
  | { readonly kind: 'rows'; readonly lines: readonly string[] }
  | { readonly kind: 'end'; readonly rows: number }

/** Bounds what is in memory. */
const BATCH = { rows: 1_000, bytes: 4_000_000 }
/** Longer than any row: a task's output of 5 MB, every byte of it escaped. */
const LONGEST_LINE_BYTES = 100_000_000
const NEWLINE = 0x0a

/**
 * Reads a backup from its first to its last line. Only what ends with `end` was complete and unchanged: whoever stores rows
 * keeps them back until then.
 * @throws PortalError invalid_request for a file that is no backup, was cut short or was changed
 */
export async function* readBackup(path: string): AsyncGenerator<Entry> {
  const check = new Check()
  let batch = new Batch()
  for await (const line of checkedLines(path, check)) {
    if (isRow(line)) {
      batch.add(line)
      if (batch.isFull()) {
        yield check.rows(batch)
        batch = new Batch()
      }
      continue
    }
    if (batch.lines.length > 0) yield check.rows(batch)
    batch = new Batch()
    const entry = check.entry(line)
    if (entry) yield entry
  }
  check.demandEnd()
}

class Batch {
  readonly lines: string[] = []
  #bytes = 0

  add(line: string): void {
    this.lines.push(line)
    this.#bytes += line.length
  }

  isFull(): boolean {
    return this.lines.length >= BATCH.rows || this.#bytes >= BATCH.bytes
  }
}

/** Follows a backup's structure and adds up what its ends must agree with. */
class Check {
  readonly #hash = createHash('sha256')
  #head: BackupHead | undefined
  #table: TableHead | undefined
  #rowsOfTable = 0
  #rows = 0
  #ended = false

  /** Every byte of a line but those of the last one, which names the sum. */
  add(line: Buffer): void {
    if (this.#ended) throw damaged()
    this.#hash.update(line).update('\n')
  }

  rows({ lines }: Batch): Entry {
    if (!this.#table) throw damaged()
    this.#rowsOfTable += lines.length
    this.#rows += lines.length
    return { kind: 'rows', lines }
  }

  entry(line: string): Entry | undefined {
    if (this.#ended) throw damaged()
    if (!this.#head) {
      this.#head = readHead(line)
      return { kind: 'head', head: this.#head }
    }
    return isEnd(line) ? this.#end(line) : this.#begin(line)
  }

  demandEnd(): void {
    if (!this.#ended) throw damaged()
  }

  #begin(line: string): Entry {
    if (this.#table) throw damaged()
    this.#table = readTableHead(line)
    return { kind: 'table', table: this.#table }
  }

  #end(line: string): Entry | undefined {
    const { end, rows, sha256 } = readEnd(line)
    if (this.#table) {
      if (end !== this.#table.table || rows !== this.#rowsOfTable) throw damaged()
      this.#table = undefined
      this.#rowsOfTable = 0
      return undefined
    }
    if (end !== 'backup' || rows !== this.#rows || sha256 !== this.#hash.digest('hex')) throw damaged()
    this.#ended = true
    return { kind: 'end', rows }
  }
}

const LAST_LINE = Buffer.from('{"end":"backup"')

async function* checkedLines(path: string, check: Check): AsyncGenerator<string> {
  for await (const line of linesIn(path)) {
    if (!line.subarray(0, LAST_LINE.length).equals(LAST_LINE)) check.add(line)
    yield line.toString('utf8')
  }
}

/** Cut at the newline byte alone: `readline` would also cut at line separators inside of a text. */
async function* linesIn(path: string): AsyncGenerator<Buffer> {
  let parts: Buffer[] = []
  let waiting = 0
  for await (const chunk of bytesIn(path)) {
    let from = 0
    for (let at = chunk.indexOf(NEWLINE); at !== -1; at = chunk.indexOf(NEWLINE, from)) {
      yield Buffer.concat([...parts, chunk.subarray(from, at)])
      parts = []
      waiting = 0
      from = at + 1
    }
    parts.push(chunk.subarray(from))
    waiting += chunk.length - from
    if (waiting > LONGEST_LINE_BYTES) throw damaged()
  }
  if (waiting > 0) throw damaged()
}

async function* bytesIn(path: string): AsyncGenerator<Buffer> {
  const file = createReadStream(path)
  const gunzip = createGunzip()
  file.once('error', (error) => gunzip.destroy(error))
  try {
    yield* file.pipe(gunzip) as AsyncIterable<Buffer>
  } catch (thrown) {
    throw unreadable(path, thrown)
  } finally {
    file.destroy()
  }
}

function unreadable(path: string, thrown: unknown): PortalError {
  const { code = 'unknown error', message } = thrown as NodeJS.ErrnoException
  if (message.includes('incorrect header check')) return noBackup(thrown)
  if (code === 'ENOENT') return new PortalError('invalid_request', `There is no file ${path}.`, { cause: thrown })
  if (code.startsWith('Z_')) return damaged(thrown)
  return new PortalError('invalid_request', `The file ${path} cannot be read (${code}).`, { cause: thrown })
}
