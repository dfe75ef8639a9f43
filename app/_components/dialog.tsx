'use client'

import type { Route } from 'next'
import { useRouter } from 'next/navigation'
import { type MouseEvent, type ReactNode, type SyntheticEvent, useEffect, useRef } from 'react'
import { showDialog } from './show-dialog'

export interface DialogProps {
  readonly id: string
  readonly className?: string | undefined
  readonly role?: 'alertdialog'
  readonly label?: string
  readonly labelledBy?: string
  readonly describedBy?: string
  /** Shown from the start: for a panel that has its own address. */
  readonly open?: boolean
  /** Where closing leads, for a panel that has its own address. */
  readonly closeHref?: string | undefined
  /** Asked before a changed form is thrown away. */
  readonly discardQuestion?: string | undefined
  /** A press on a link closes it: for navigation. */
  readonly closesOnLink?: boolean
  readonly children: ReactNode
}

/**
 * The browser's own modal dialog. It opens by <OpenButton>, closes by Escape, the backdrop or any button with
 * `data-close`, and works without a script where the browser knows `command` (the script adds the care for changed forms).
 */
export function Dialog({ id, open = false, closeHref, discardQuestion, closesOnLink = false, ...rest }: DialogProps) {
  const { label, labelledBy, describedBy, children, ...attributes } = rest
  const ref = useRef<HTMLDialogElement>(null)
  const changed = useRef(false)
  const router = useRouter()

  useEffect(() => {
    if (open && ref.current) showDialog(ref.current)
  }, [open])

  function mayClose(): boolean {
    if (changed.current && discardQuestion && !window.confirm(discardQuestion)) return false
    changed.current = false
    return true
  }

  function handleCancel(event: SyntheticEvent<HTMLDialogElement>) {
    if (event.target === event.currentTarget && !mayClose()) event.preventDefault()
  }

  function handleClick(event: MouseEvent<HTMLDialogElement>) {
    const target = event.target as Element
    const dialog = event.currentTarget
    const asksToClose = target.closest('[data-close]') ?? (closesOnLink && target.closest('a[href]'))
    const besideIt = target === dialog && !('closedBy' in dialog)
    if (target.closest('[data-close]')) event.preventDefault()
    if ((asksToClose || besideIt) && mayClose()) dialog.close()
  }

  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keyboard closes a dialog with Escape, which the browser handles
    <dialog
      {...attributes}
      id={id}
      ref={ref}
      open={open || undefined}
      closedby="any"
      aria-label={label}
      aria-labelledby={labelledBy}
      aria-describedby={describedBy}
      onCancel={handleCancel}
      onClick={handleClick}
      onClose={() => closeHref && router.push(closeHref as Route, { scroll: false })}
      onInput={() => {
        changed.current = true
      }}
      onSubmit={() => {
        changed.current = false
      }}
    >
      {children}
    </dialog>
  )
}
