import 'server-only'
import type { TableHead } from '@/lib/backup/backup-lines'
import { PortalError } from '@/lib/errors'
import type { Table } from '@/lib/store/catalogue'
import type { Executor } from '@/lib/store/database'
import { doubtPresses, dropLeases } from '@/lib/store/refill'
import { agreeOnText, insertRows, setLastNumber } from '@/lib/store/table-copy'
import { readBackup } from './read-backup'

interface Target {
  readonly table: Table
  readonly columns: readonly string[]
}

/**
 * Fills empty tables, and puts what is in them into a state from which a portal can go on (RUN-5): no leases, and presses
 * that were not answered yet in doubt.
 * @throws PortalError invalid_request
 */
export async function insertBackup(trx: Executor, tables: readonly Table[], path: string) {
  await agreeOnText(trx)
  const strange: string[] = []
  let target: Target | undefined
  let rows = 0
  for await (const entry of readBackup(path)) {
    if (entry.kind === 'table') {
      target = targetOf(tables, entry.table)
      if (target) await setNumbers(trx, target, entry.table)
      else strange.push(entry.table.table)
    }
    if (entry.kind !== 'rows' || !target) continue
    await insertRows(trx, target.table, target.columns, entry.lines)
    rows += entry.lines.length
  }
  await dropLeases(trx, tables)
  await doubtPresses(trx)
  return { rows, strange }
}

/** The tables were made by the backup's own steps: another one was never the portal's. */
function targetOf(tables: readonly Table[], { table: name, columns }: TableHead): Target | undefined {
  const table = tables.find((candidate) => candidate.name === name)
  const unknown = columns.filter((column) => table && !table.columns.some((own) => own.name === column))
  if (unknown.length === 0) return table && { table, columns }
  throw new PortalError('invalid_request', `The backup has columns that ${name} has not: ${unknown.join(', ')}.`)
}

async function setNumbers(trx: Executor, { table }: Target, { numbers }: TableHead): Promise<void> {
  for (const [column, last] of Object.entries(numbers)) await setLastNumber(trx, table, column, last)
}
