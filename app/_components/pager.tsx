import { Icon } from './icon'
import { LinkButton } from './link-button'
import styles from './pager.module.css'

interface PageLink {
  readonly href: string
  readonly label: string
}

interface PagerProps {
  /** "Pages" */
  readonly label: string
  readonly newer?: PageLink | undefined
  readonly older?: PageLink | undefined
  /** "about 12,400" */
  readonly summary?: string | undefined
}

/** Seek paging: there is no page number to jump to. */
export function Pager({ label, newer, older, summary }: PagerProps) {
  return (
    <nav aria-label={label} className={styles.pager}>
      <span>{summary}</span>
      {newer && (
        <LinkButton href={newer.href} icon="chevron-left">
          {newer.label}
        </LinkButton>
      )}
      {older && (
        <LinkButton href={older.href}>
          {older.label}
          <Icon name="chevron-right" />
        </LinkButton>
      )}
    </nav>
  )
}
