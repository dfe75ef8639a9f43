'use client'

import type { Route } from 'next'
import { useRouter } from 'next/navigation'
import type { ReactNode } from 'react'

interface SubmitOnSelectProps {
  readonly action: string
  readonly className: string | undefined
  readonly children: ReactNode
}

/** A GET form that goes to its address without loading the page anew, and at once when a select changes. */
export function SubmitOnSelect({ action, className, children }: SubmitOnSelectProps) {
  const router = useRouter()
  function go(form: HTMLFormElement) {
    const filled = [...new FormData(form)].filter((entry): entry is [string, string] => Boolean(entry[1]))
    router.push(`${action}?${new URLSearchParams(filled)}` as Route)
  }
  return (
    <form
      action={action}
      className={className}
      onChange={(event) => event.target instanceof HTMLSelectElement && go(event.currentTarget)}
      onSubmit={(event) => {
        event.preventDefault()
        go(event.currentTarget)
      }}
    >
      {children}
    </form>
  )
}
