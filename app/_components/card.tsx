import type { ReactNode } from 'react'
import styles from './card.module.css'
import type { IconName } from './icon-names'
import { IconTile } from './icon-tile'
import { PageLink } from './page-link'

interface CardProps {
  readonly title: string
  readonly href: string
  readonly icon: IconName
  /** A connector's colour, `#rrggbb`. */
  readonly iconColor?: string | undefined
  readonly description?: string | undefined
  /** "Databricks, Demo Maker" */
  readonly meta?: ReactNode
  /** Last own status, at the left of the foot. */
  readonly status?: ReactNode
  /** The primary button, at the right of the foot. */
  readonly action?: ReactNode
  /** The star, at the top right. */
  readonly corner?: ReactNode
}

export function Card({ title, href, icon, iconColor, description, meta, status, action, corner }: CardProps) {
  return (
    <article className={styles.card} data-search>
      <div className={styles.top}>
        <IconTile name={icon} color={iconColor} />
        <h3 className={styles.title}>
          <PageLink href={href}>{title}</PageLink>
        </h3>
        {corner}
      </div>
      {description && <p className={styles.text}>{description}</p>}
      {meta && <p className={styles.meta}>{meta}</p>}
      <div className={styles.foot}>
        <div className={styles.status}>{status}</div>
        {action}
      </div>
    </article>
  )
}

/** Cards beside each other, as many as fit; one below the other on phones. */
export function CardGrid({ id, children }: { readonly id?: string; readonly children: ReactNode }) {
  return (
    <div id={id} className={styles.grid}>
      {children}
    </div>
  )
}
