'use client'

import { type KeyboardEvent, type ReactNode, useEffect, useRef } from 'react'

interface ToolbarProps {
  readonly label: string
  readonly className: string | undefined
  readonly children: ReactNode
}

/** One tab stop for all its buttons and links; arrow keys, Home and End move inside. Without scripts each is a stop. */
export function Toolbar({ label, className, children }: ToolbarProps) {
  const ref = useRef<HTMLDivElement>(null)

  useEffect(() => {
    const items = ref.current ? itemsOf(ref.current) : []
    const current = items.find((item) => item.tabIndex === 0 && item.dataset.current)
    setStop(items, current ?? items[0])
  })

  function move(event: KeyboardEvent<HTMLDivElement>) {
    const items = itemsOf(event.currentTarget)
    const next = target(event.key, items, items.indexOf(event.target as HTMLElement))
    if (!next) return
    event.preventDefault()
    setStop(items, next)
    next.focus()
  }

  return (
    <div ref={ref} role="toolbar" aria-label={label} className={className} onKeyDown={move}>
      {children}
    </div>
  )
}

function itemsOf(toolbar: HTMLElement): HTMLElement[] {
  const all = toolbar.querySelectorAll<HTMLElement>('a[href], button')
  return [...all].filter((item) => item.checkVisibility())
}

function target(key: string, items: readonly HTMLElement[], at: number): HTMLElement | undefined {
  if (at < 0) return undefined
  if (key === 'ArrowRight') return items[(at + 1) % items.length]
  if (key === 'ArrowLeft') return items.at(at - 1)
  if (key === 'Home') return items[0]
  return key === 'End' ? items.at(-1) : undefined
}

function setStop(items: readonly HTMLElement[], stop: HTMLElement | undefined): void {
  for (const item of items) {
    item.tabIndex = item === stop ? 0 : -1
    if (item === stop) item.dataset.current = 'true'
    else delete item.dataset.current
  }
}
