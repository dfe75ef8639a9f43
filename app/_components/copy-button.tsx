'use client'

import { useState } from 'react'
import { Button, type ButtonLook } from './button'

interface CopyButtonProps {
  readonly text: string
  /** The text is a path of ours: the whole address is copied. */
  readonly link?: boolean
  /** "Copy link"; with `iconOnly` it is for readers of the screen and for the tooltip. */
  readonly label: string
  readonly copiedLabel: string
  readonly iconOnly?: boolean
  readonly look?: ButtonLook
}

const SHOWN_MS = 3000

/** Puts a text on the clipboard and says so for a moment. Where the browser refuses, nothing is claimed. */
export function CopyButton(props: CopyButtonProps) {
  const { text, link = false, label, copiedLabel, iconOnly = false, look = 'subtle' } = props
  const [copied, setCopied] = useState(false)
  async function copy() {
    if (!(await put(link ? `${location.origin}${text}` : text))) return
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

/** Answers whether the text is on the clipboard: a browser may refuse, and has none at all without https. */
async function put(text: string): Promise<boolean> {
  if (!navigator.clipboard) return false
  return navigator.clipboard.writeText(text).then(
    () => true,
    () => false,
  )
}
