import { Icon } from './icon'
import type { IconName } from './icon-names'
import styles from './icon-tile.module.css'

interface IconTileProps {
  readonly name: IconName
  /** A connector's own colour, `#rrggbb`; Fluent's brand tint without it. */
  readonly color?: string | undefined
}

/** An icon on a square of 40 px. The colour is an attribute of the drawing, since our policy refuses style attributes. */
export function IconTile({ name, color }: IconTileProps) {
  return (
    <span className={styles.tile} data-own={color ? true : undefined}>
      {color && (
        <svg className={styles.ground} width="40" height="40" aria-hidden="true">
          <rect width="40" height="40" fill={color} />
        </svg>
      )}
      <Icon name={name} size={24} />
    </span>
  )
}
