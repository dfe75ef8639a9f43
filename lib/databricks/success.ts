import 'server-only'
import type { z } from 'zod'
import { PortalError } from '@/lib/errors'
import { headerOf, type RawAnswer } from './exchange'
import { parseJson } from './json'

/** The checked content of a 2xx answer. Fields that the schema does not name are left out. @throws PortalError databricks_odd_answer */
export function readSuccess<T>(answer: RawAnswer, schema: z.ZodType<T>): T {
  if (!answer.complete) throw odd(answer, 'too_large')
  const checked = schema.safeParse(readJson(answer))
  if (!checked.success) throw odd(answer, 'schema', checked.error)
  return checked.data
}

function readJson(answer: RawAnswer): unknown {
  const text = answer.text.trim()
  if (text === '') return undefined // cancel and delete may answer with nothing; a schema says whether that will do
  if (text.startsWith('<')) throw odd(answer, 'html')
  try {
    return parseJson(text)
  } catch (error) {
    throw odd(answer, 'broken', error)
  }
}

/** Such a fault says nothing about the run that was asked about. */
function odd(answer: RawAnswer, reason: string, cause?: unknown): PortalError {
  const requestId = headerOf(answer.headers, 'x-request-id')
  const facts = { arrived: 'yes', status: String(answer.status), reason, ...(requestId && { requestId }) }
  return new PortalError('databricks_odd_answer', 'The workspace gave an answer that makes no sense.', {
    cause,
    facts,
  })
}
