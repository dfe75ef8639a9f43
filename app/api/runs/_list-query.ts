import { z } from 'zod'
import { parseRunQuery } from '@/lib/runs/run-query'

const text = z.string().optional()

/** The filters of a list of runs, as its page writes them. */
export const FILTERS = {
  ...{ flow: text, status: text, trigger: text, workspace: text, person: text, from: text, to: text },
  ...{ atLeast: text, atMost: text, input: text, error: text, q: text },
}

/** The whole query of a list: what it shows, and where it begins. */
export const LIST_QUERY = { ...FILTERS, columns: text, after: text, before: text }

/** A page leaves out of its address what makes no sense; others ask for what it made of it, so here nothing is left out. */
export function isAsWritten(asked: Readonly<Record<string, string | undefined>>): boolean {
  return Object.entries(parseRunQuery(asked)).every(([name, value]) => value === (asked[name] ?? ''))
}
