/** Why Databricks lets a run wait: its code, of which the portal has words, and its own sentence. */
export interface QueueReason {
  readonly code: string | undefined
  readonly message: string | undefined
}

const CODED = /^([A-Z][A-Z_]{2,60})(?:: |$)/

/** As one text, the way it is kept. */
export function queueReasonText({ code, message }: QueueReason): string | undefined {
  const known = code && CODED.test(code) ? code : undefined
  return [known, message].filter(Boolean).join(': ') || undefined
}

/** What was kept; older versions kept the sentence alone. */
export function queueReasonOf(text: string): QueueReason {
  const [head = '', code] = CODED.exec(text) ?? []
  return { code, message: text.slice(head.length) || undefined }
}
