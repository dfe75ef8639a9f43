'use client'

import { useState } from 'react'
import { Button, type ButtonLook } from './button'

interface CopyButtonProps {
  readonly text: string
  /** "Copy link"; with `iconOnly` it is for readers of the screen and for the tooltip. */
  readonly label: string
  readonly copiedLabel: string
  readonly iconOnly?: boolean
  readonly look?: ButtonLook
}

const SHOWN_MS = 3000

/** Puts a text on the clipboard and says so for a moment. Where the browser refuses, nothing is claimed. */
export function CopyButton({ text, label, copiedLabel, iconOnly = false, look = 'subtle' }: CopyButtonProps) {
  const [copied, setCopied] = useState(false)
  async function copy() {
    await navigator.clipboard.writeText(text)
    setCopied(true)
    setTimeout(() => setCopied(false), SHOWN_MS)
  }
  return (
    <span className="script-only">
      <Button look={look} icon={copied ? 'check' : 'copy'} {...(iconOnly && { label })} onClick={copy}>
        {iconOnly ? undefined : label}
      </Button>
      <span role="status" className="visually-hidden">
        {copied && copiedLabel}
      </span>
    </span>
  )
}
