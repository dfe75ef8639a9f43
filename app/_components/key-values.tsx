import type { ReactNode } from 'react'
import { CopyButton } from './copy-button'
import styles from './key-values.module.css'

export interface KeyValue {
  readonly label: string
  /** Shown in place of the label. */
  readonly face?: ReactNode
  readonly value: ReactNode
  /** Offers this text for copying: an id. */
  readonly copy?: string | undefined
}

interface KeyValuesProps {
  readonly items: readonly KeyValue[]
  /** "Copy", before the label of the value; "Copied". Needed where an item has `copy`. */
  readonly copyLabel?: string
  readonly copiedLabel?: string
}

export function KeyValues({ items, copyLabel = '', copiedLabel = '' }: KeyValuesProps) {
  return (
    <dl className={styles.list}>
      {items.map(({ label, face, value, copy }) => (
        <div key={label} className={styles.pair}>
          <dt>{face ?? label}</dt>
          <dd>
            <span>{value}</span>
            {copy && <CopyButton text={copy} label={`${copyLabel} ${label}`} copiedLabel={copiedLabel} iconOnly />}
          </dd>
        </div>
      ))}
    </dl>
  )
}
