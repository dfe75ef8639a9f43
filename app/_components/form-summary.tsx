'use client'

import { useEffect, useRef } from 'react'
import type { Issue } from '@/lib/result'
import { fieldId } from './field-spec'
import styles from './form-summary.module.css'
import { Icon } from './icon'

interface FormSummaryProps {
  /** "Please mend 2 fields" */
  readonly title: string
  /** `field` is the name as posted; '' for the form as a whole, which has no link. */
  readonly issues: readonly Issue[]
  /** The fields' labels by their names as posted: nothing else here says which field is meant. */
  readonly labels?: Readonly<Record<string, string>>
  /** The same `scope` as that of the fields. */
  readonly scope?: string
}

/** What is wrong with a form, above it: takes the focus when it appears, and leads to each field. */
export function FormSummary({ title, issues, labels = {}, scope = '' }: FormSummaryProps) {
  const ref = useRef<HTMLDivElement>(null)
  // Every answer of the server brings a new list, also when it says the same again.
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new list is what moves the focus
  useEffect(() => ref.current?.focus(), [issues])
  if (issues.length === 0) return null
  return (
    <div ref={ref} className={styles.summary} role="alert" tabIndex={-1}>
      <p className={styles.title}>
        <Icon name="status-error" size={16} />
        {title}
      </p>
      <ul>
        {issues.map(({ field, message }) => {
          const label = labels[field]?.replace(/\.$/, '')
          const text = label ? `${label}: ${message}` : message
          return <li key={text}>{field ? <a href={`#${fieldId(field, scope)}`}>{text}</a> : text}</li>
        })}
      </ul>
    </div>
  )
}
