'use client'

import { useActionState } from 'react'
import type { ButtonLook } from './button'
import { type FormState, FRESH } from './form-state'
import type { IconName } from './icon-names'
import { MessageBar } from './message-bar'
import { SubmitButton } from './submit-button'

interface ActionButtonProps {
  readonly action: (previous: FormState, form: FormData) => Promise<FormState>
  readonly hidden: Readonly<Record<string, string | number>>
  /** Without a text the button shows its icon alone, and the label names it. */
  readonly label?: string
  readonly text?: string
  readonly icon?: IconName
  readonly look?: ButtonLook
  /** "Nothing was saved." */
  readonly failed: string
}

/** A button that does one thing at once, and says below itself why it could not. */
export function ActionButton({ action, hidden, label, text, icon, look = 'subtle', failed }: ActionButtonProps) {
  const [{ error, issues }, send] = useActionState(action, FRESH)
  return (
    <form action={send}>
      {Object.entries(hidden).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <SubmitButton look={look} icon={icon} label={label}>
        {text}
      </SubmitButton>
      {error && (
        <MessageBar tone="error" title={`${failed} ${error.title}`}>
          {error.next}
        </MessageBar>
      )}
      {issues.map(({ message }) => (
        <MessageBar key={message} tone="error" title={failed}>
          {message}
        </MessageBar>
      ))}
    </form>
  )
}
