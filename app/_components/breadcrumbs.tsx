import styles from './breadcrumbs.module.css'
import { Icon } from './icon'
import { PageLink } from './page-link'

interface BreadcrumbsProps {
  /** "Breadcrumb" */
  readonly label: string
  /** The pages above this one. */
  readonly trail: readonly { readonly href: string; readonly label: string }[]
  readonly current: string
}

export function Breadcrumbs({ label, trail, current }: BreadcrumbsProps) {
  return (
    <nav aria-label={label}>
      <ol className={styles.trail}>
        {trail.map((page) => (
          <li key={page.href} className={styles.page}>
            <PageLink href={page.href}>{page.label}</PageLink>
            <Icon name="chevron-right" size={16} />
          </li>
        ))}
        <li className={styles.page} aria-current="page">
          {current}
        </li>
      </ol>
    </nav>
  )
}
