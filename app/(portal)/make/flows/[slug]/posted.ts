import { z } from 'zod'
import { parsed } from '@/lib/result'
import { type Part, partAddress } from './part'

/** What every form of the editor posts. */
export const SLUG = z.string().max(100)
export const NUMBER = z
  .string()
  .regex(/^\d{1,9}$/)
  .transform(Number)
/** With the revision of the draft that the form was made from. */
export const DRAFT = { slug: SLUG, revision: NUMBER }

/** And the step that it is about, by its name; '' is the only one of a flow, where it has none. */
export const STEP = { ...DRAFT, step: z.string().max(60) }

/** Back to the part, which says that it was saved, and to the step that is open there. */
export function saved(slug: string, part: Part, step = '') {
  return parsed(partAddress(slug, part, { done: 'saved', ...(step === '' ? {} : { step }) }))
}
