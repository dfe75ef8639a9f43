'use client'

import { useEffect, useState } from 'react'

interface SelectedCountProps {
  /** The id of the form that the checkboxes belong to, and their name. */
  readonly form: string
  readonly name: string
  /** "{count} selected" */
  readonly text: string
}

/** How many rows of a list are chosen; nothing while none is. */
export function SelectedCount({ form, name, text }: SelectedCountProps) {
  const [count, setCount] = useState(0)
  useEffect(() => {
    const recount = () => setCount(countChosen(form, name))
    recount()
    document.addEventListener('change', recount)
    return () => document.removeEventListener('change', recount)
  }, [form, name])
  return <span role="status">{count > 0 && text.replace('{count}', String(count))}</span>
}

function countChosen(form: string, name: string): number {
  const element = document.getElementById(form)
  return element instanceof HTMLFormElement ? new FormData(element).getAll(name).length : 0
}
