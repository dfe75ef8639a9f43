import type { ReactNode } from 'react'
import styles from './scroll-region.module.css'

interface ScrollRegionProps {
  readonly label: string
  /** Without a frame of its own: inside a <Pane>. */
  readonly plain?: boolean
  /** No higher than 420 px. */
  readonly short?: boolean
  readonly children: ReactNode
}

/** What is too wide or too long scrolls in itself and not with the page. The keyboard reaches it (WCAG 2.1.1). */
export function ScrollRegion({ label, plain = false, short = false, children }: ScrollRegionProps) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for the controls of a form
    // biome-ignore lint/a11y/noNoninteractiveTabindex: without a tab stop the arrow keys would not scroll it
    <div role="group" aria-label={label} tabIndex={0} className={styles.region} data-plain={plain} data-short={short}>
      {children}
    </div>
  )
}
