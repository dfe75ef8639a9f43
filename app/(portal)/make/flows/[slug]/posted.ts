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

/** Back to the part, which says that it was saved. */
export function saved(slug: string, part: Part) {
  return parsed(partAddress(slug, part, { done: 'saved' }))
}
