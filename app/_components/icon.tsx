import styles from './icon.module.css'
import type { IconName } from './icon-names'
import { ICON_SPRITE } from './icon-sprite'

interface IconProps {
  readonly name: IconName
  /** px */
  readonly size?: 16 | 20 | 24 | 48
  readonly spinning?: boolean
}

/** A drawing beside a text: readers of the screen never hear it. It takes the colour of the text around it. */
export function Icon({ name, size = 20, spinning = false }: IconProps) {
  return (
    <svg className={styles.icon} width={size} height={size} aria-hidden="true" data-spinning={spinning || undefined}>
      <use href={`${ICON_SPRITE}#${name}`} />
    </svg>
  )
}
