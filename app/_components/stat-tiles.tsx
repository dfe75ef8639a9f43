import { PageLink } from './page-link'
import styles from './stat-tiles.module.css'

export interface StatTile {
  readonly label: string
  readonly value: string
  /** The list with the filters that this figure counts. */
  readonly href: string
}

/** Figures above a list, each a link that sets the list's filters. */
export function StatTiles({ tiles }: { readonly tiles: readonly StatTile[] }) {
  return (
    <ul className={styles.tiles}>
      {tiles.map(({ label, value, href }) => (
        <li key={label}>
          <PageLink className={styles.tile} href={href}>
            <span className={styles.value}>{value}</span>
            <span>{label}</span>
          </PageLink>
        </li>
      ))}
    </ul>
  )
}
