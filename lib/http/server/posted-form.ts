import 'server-only'
import { z } from 'zod'
import { PortalError } from '@/lib/errors'
import { isPlainName } from '@/lib/flows/plain-values'
import { MOST_FORM_FIELDS } from '@/lib/http/form-limits'

// zod compiles code where it may; nothing here is to.
z.config({ jitless: true })

/** Next adds these to a form with an action. */
const OF_NEXT = /^\$ACTION_(ID_[0-9a-f]+|REF_\d+|KEY|\d+:\d+)$/

/**
 * The fields of a posted form, without those of Next: each name with its texts.
 * @throws PortalError payload_too_large for more fields than any form of ours has, invalid_request for files and for no form
 */
export function postedFields(form: unknown): ReadonlyMap<string, readonly string[]> {
  // Scripts may call an action with whatever they like.
  if (!(form instanceof FormData)) throw new PortalError('invalid_request', 'An action was called without a form.')
  const entries = [...form].filter(([name]) => !OF_NEXT.test(name))
  if (entries.length > MOST_FORM_FIELDS) throw new PortalError('payload_too_large', 'A form has too many fields.')
  return textsByName(entries)
}

/** Next's scripts add this to an address that they ask for, and follow a redirect of a page to a route with it. */
const OF_NEXTS_SCRIPTS = '_rsc'

/** The query of an address, without what Next adds: each name with its texts. */
export function queryFields({ url }: Request): ReadonlyMap<string, readonly string[]> {
  return textsByName([...new URL(url).searchParams].filter(([name]) => name !== OF_NEXTS_SCRIPTS))
}

/** @throws PortalError invalid_request for a file */
export function textsByName(entries: Iterable<readonly [string, unknown]>): ReadonlyMap<string, readonly string[]> {
  const fields = new Map<string, string[]>()
  for (const [name, value] of entries) {
    if (typeof value !== 'string') throw new PortalError('invalid_request', 'A form holds a file.')
    fields.set(name, [...(fields.get(name) ?? []), value])
  }
  return fields
}

/**
 * The fields of a form or a query by their one schema, which names them all (IO-1).
 * @throws PortalError invalid_request for a field that it does not know, that is missing, twice there, or of another form
 */
export function readFields<T>(fields: ReadonlyMap<string, readonly string[]>, schema: z.ZodType<T>): T {
  if (![...fields.keys()].every(isPlainName)) throw new PortalError('invalid_request', 'A name that no field has.')
  const single = [...fields].map(([name, texts]) => [name, texts.length === 1 ? texts[0] : texts])
  const read = schema.safeParse(Object.fromEntries(single))
  if (!read.success) throw new PortalError('invalid_request', 'A form or a query has other fields than it should.')
  return read.data
}
