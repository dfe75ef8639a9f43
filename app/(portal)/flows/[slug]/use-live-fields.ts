import { useEffect, useRef, useState } from 'react'
import { type FieldSpec, PARAMETER_PREFIX } from '@/app/_components/field-spec'
import type { RunFlowState } from './run-flow-state'

/** What became of the form in the browser since the server drew it. */
export interface Live {
  /** The names of the fields that are asked for. */
  readonly asked: ReadonlySet<string>
  /** The last answer to a press when choices were read anew, and what was read. */
  readonly after?: RunFlowState
  readonly read?: RunFlowState
}

/**
 * Follows a form whose fields depend on each other, or whose choices are read. What that takes is loaded only where there
 * is such a field, and when the page stands already.
 */
export function useLiveFields(fields: readonly FieldSpec[], answer: RunFlowState) {
  const form = useRef<HTMLFormElement>(null)
  const [live, set] = useState<Live>()
  const change = async (changed = '', atOnce = false) => {
    if (!fields.some(({ when, reads }) => when || reads)) return
    const { follow, load } = await import('./live-fields')
    if (!form.current) return
    const followed = { form: form.current, fields, answer, set }
    follow(followed)
    const isRead = fields.some(({ reads }) => reads?.some((name) => PARAMETER_PREFIX + name === changed))
    if (atOnce || isRead) await load(followed, atOnce)
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: every answer of the server may have filled the form anew
  useEffect(() => void change(), [answer])
  return { form, live, change, now: live?.read && live.after === answer ? live.read : answer }
}
