import { PageLink } from './page-link'
import styles from './tabs.module.css'

interface TabsProps {
  readonly label: string
  readonly tabs: readonly { readonly href: string; readonly label: string; readonly current: boolean }[]
}

/** Links that look like tabs: each has its own address. */
export function Tabs({ label, tabs }: TabsProps) {
  return (
    <nav aria-label={label} className={styles.tabs}>
      {tabs.map((tab) => (
        <PageLink
          key={tab.href}
          className={styles.tab}
          href={tab.href}
          scroll={false}
          aria-current={tab.current ? 'page' : undefined}
        >
          {tab.label}
        </PageLink>
      ))}
    </nav>
  )
}
