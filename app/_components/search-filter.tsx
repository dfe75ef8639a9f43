'use client'

import { type ChangeEvent, useState } from 'react'
import styles from './search-filter.module.css'

interface SearchFilterProps {
  /** "Search flows" */
  readonly label: string
  /** The id of the element whose children with `data-search` are filtered. */
  readonly target: string
  /** Where the form leads without scripts, as a GET. */
  readonly action: string
  readonly name?: string
  readonly value?: string
  /** Said when nothing is left: "No flow has these words." */
  readonly noneText: string
}

/** Hides what does not hold every typed word, as one types. */
export function SearchFilter({ label, target, action, name = 'q', value = '', noneText }: SearchFilterProps) {
  const [none, setNone] = useState(false)
  function filter({ currentTarget }: ChangeEvent<HTMLInputElement>) {
    setNone(filterChildren(document.getElementById(target), currentTarget.value) === 0)
  }
  return (
    <search>
      <form action={action} className={styles.form}>
        <input
          type="search"
          name={name}
          defaultValue={value}
          aria-label={label}
          placeholder={label}
          className={styles.box}
          autoComplete="off"
          onChange={filter}
        />
        <p role="status">{none && noneText}</p>
      </form>
    </search>
  )
}

/** Answers how many are left. */
function filterChildren(parent: HTMLElement | null, typed: string): number {
  const words = typed.toLocaleLowerCase().split(/\s+/)
  let left = 0
  for (const child of parent?.querySelectorAll<HTMLElement>('[data-search]') ?? []) {
    const text = child.textContent.toLocaleLowerCase()
    child.hidden = !words.every((word) => text.includes(word))
    if (!child.hidden) left += 1
  }
  return left
}
