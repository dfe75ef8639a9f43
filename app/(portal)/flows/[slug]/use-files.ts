import { type FormEvent, useState } from 'react'
import type { FieldSpec } from '@/app/_components/field-spec'
import type { RunFlowState } from './run-flow-state'

/**
 * Sends a form with files without leaving the page, so that they stay chosen when something is wrong; what that takes is
 * loaded when it is needed. `undefined` for a form without files.
 */
export function useFiles(fields: readonly FieldSpec[], broken: { readonly title: string; readonly next: string }) {
  const [state, setState] = useState<RunFlowState>()
  const [isUnderWay, setUnderWay] = useState(false)
  if (!fields.some(({ type }) => type === 'file')) return undefined
  const send = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const { currentTarget: form, nativeEvent } = event
    setUnderWay(true)
    const { sendForm } = await import('./send-form')
    const answer = await sendForm(form, (nativeEvent as SubmitEvent).submitter, { fields, broken })
    if (answer) setState(answer)
    setUnderWay(false)
  }
  return { state, isUnderWay, send }
}
