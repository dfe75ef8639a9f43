'use client'

import { type ReactNode, useState } from 'react'
import { Button } from './button'

interface DismissibleProps {
  readonly className: string | undefined
  readonly role: 'alert' | 'status'
  readonly tone: string
  readonly label: string
  readonly children: ReactNode
}

/** The part of a message bar that needs a script: going away when told so. */
export function Dismissible({ className, role, tone, label, children }: DismissibleProps) {
  const [gone, setGone] = useState(false)
  if (gone) return null
  return (
    <div className={className} role={role} data-tone={tone}>
      {children}
      <span className="script-only">
        <Button look="subtle" icon="close" label={label} onClick={() => setGone(true)} />
      </span>
    </div>
  )
}
