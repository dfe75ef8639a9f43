'use client'

import type { ComponentProps, MouseEvent } from 'react'
import { showDialog } from './show-dialog'

interface DialogOpenerProps extends Omit<ComponentProps<'button'>, 'onClick' | 'type'> {
  /** The id of the dialog that it opens. */
  readonly dialog: string
}

/** A bare button that opens a dialog; <OpenButton> is the one with a look. The `command` attributes do it where scripts are off; the script also sets the focus. */
export function DialogOpener({ dialog, ...rest }: DialogOpenerProps) {
  function open(event: MouseEvent) {
    const target = document.getElementById(dialog)
    if (!(target instanceof HTMLDialogElement)) return
    event.preventDefault()
    showDialog(target)
  }
  const command = { command: 'show-modal', commandfor: dialog }
  return <button {...rest} {...command} type="button" aria-haspopup="dialog" onClick={open} />
}
