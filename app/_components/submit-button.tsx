'use client'

import type { ComponentProps } from 'react'
import { useFormStatus } from 'react-dom'
import { Button } from './button'

/** The button of a form with an action: while the form is under way, or the button is grey, a press does nothing. */
export function SubmitButton(props: ComponentProps<typeof Button>) {
  const { pending } = useFormStatus()
  const disabled = pending || props['aria-disabled']
  return (
    <Button
      look="primary"
      {...props}
      type="submit"
      aria-disabled={disabled}
      onClick={(event) => {
        if (disabled) event.preventDefault()
        else props.onClick?.(event)
      }}
    />
  )
}
