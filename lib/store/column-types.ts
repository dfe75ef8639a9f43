import 'server-only'
import { types } from 'pg'

const INT8 = 20
const DATE = 1082

type Parser = (text: string) => unknown

/**
 * Where the two drivers differ by themselves, one parser for both: int8 and `count(*)` are numbers, a `date` is its
 * text. timestamptz is a Date and jsonb a parsed value in both already; interval, bytea and numeric[] still differ
 * and are not used.
 */
export const PARSERS: Readonly<Record<number, Parser>> = { [INT8]: parseInt8, [DATE]: (text) => text }

/** The same for pg, which asks a function. Everything else is parsed as pg does. */
export const pgTypes = {
  getTypeParser(oid: number, format?: 'text' | 'binary'): Parser {
    return (format !== 'binary' && PARSERS[oid]) || types.getTypeParser(oid, 'text')
  },
}

/** Ids of Databricks are text in our tables, so an int8 beyond 2^53 is a mistake, and never rounded. */
function parseInt8(text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value)) throw new RangeError('An int8 beyond 2^53 was read: cast it to text in the query')
  return value
}
