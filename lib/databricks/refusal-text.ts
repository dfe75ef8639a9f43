import 'server-only'
import { z } from 'zod'
import { parseJson } from './json'

/** What an unsuccessful answer says, in whichever of Databricks' shapes it says it. */
export interface RefusalText {
  readonly form: 'json' | 'html' | 'text'
  /** `PERMISSION_DENIED`; the gateway's checks send a number, which is the status again. */
  readonly errorCode: string | number | undefined
  /** One line or a few, as for a person; '' when there is none. */
  readonly message: string
  readonly requestId: string | undefined
}

const LONGEST_MESSAGE = 1_000

const problem = z.looseObject({
  error_code: z.union([z.string(), z.number()]).optional().catch(undefined),
  message: z.string().optional().catch(undefined),
  detail: z.string().optional().catch(undefined), // SCIM
  error: z.string().optional().catch(undefined), // API 1.2
  details: z.array(z.looseObject({ request_id: z.string().optional().catch(undefined) })).catch([]),
})

export function readRefusal(body: string): RefusalText {
  const text = body.trim()
  if (text.startsWith('{')) return readJson(text) ?? plain('text', text)
  if (text.startsWith('<')) return plain('html', htmlReason(text))
  return plain('text', text)
}

function readJson(text: string): RefusalText | undefined {
  const read = problem.safeParse(jsonOrNothing(text))
  if (!read.success) return undefined
  const { error_code: errorCode, message, detail, error, details } = read.data
  const form = plain('json', message ?? detail ?? error ?? '')
  return { ...form, errorCode, requestId: details.find((item) => item.request_id)?.request_id ?? form.requestId }
}

/** A body that only begins like JSON is read as plain text, so nothing is lost with this error. */
function jsonOrNothing(text: string): unknown {
  try {
    return parseJson(text)
  } catch {
    return undefined
  }
}

function plain(form: RefusalText['form'], text: string): RefusalText {
  const message = text.slice(0, LONGEST_MESSAGE).trim()
  return { form, errorCode: undefined, message, requestId: /\[ReqId: ([\w-]{1,64})\]/.exec(message)?.[1] }
}

/** The reason stands in `<pre>`, indented; before 2022 in the title too, behind `Error 403`. */
function htmlReason(html: string): string {
  const head = html.slice(0, 20_000)
  const reason = between(head, '<pre>', '</pre>') ?? between(head, '<title>', '</title>') ?? ''
  return reason.trim().replace(/^Error [0-9]{3} /, '')
}

function between(text: string, from: string, to: string): string | undefined {
  const start = text.indexOf(from)
  const end = start < 0 ? -1 : text.indexOf(to, start)
  return end < 0 ? undefined : text.slice(start + from.length, end)
}
