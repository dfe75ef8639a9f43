import type { Words } from '@/lib/language/words'
import styles from './what-was-asked.module.css'

/** The permissions that Microsoft's page asked for, each with the reason: who declined may think again. */
export function WhatWasAsked({ words }: { readonly words: Words['signIn'] }) {
  return (
    <details className={styles.asked}>
      <summary>{words.asked}</summary>
      <ul>
        {words.permissions.map(({ name, why }) => (
          <li key={name}>
            <strong>{name}</strong> {why}
          </li>
        ))}
      </ul>
    </details>
  )
}
