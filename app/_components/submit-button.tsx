'use client'

import type { ComponentProps } from 'react'
import { useFormStatus } from 'react-dom'
import { Button } from './button'

/** The button of a form with an action: while the form is under way, a second press does nothing. */
export function SubmitButton(props: ComponentProps<typeof Button>) {
  const { pending } = useFormStatus()
  return (
    <Button
      look="primary"
      {...props}
      type="submit"
      aria-disabled={pending || props['aria-disabled']}
      onClick={(event) => {
        if (pending) event.preventDefault()
        else props.onClick?.(event)
      }}
    />
  )
}
