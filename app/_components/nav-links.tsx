'use client'

import { usePathname } from 'next/navigation'
import { Icon } from './icon'
import type { NavGroup } from './nav-groups'
import styles from './nav-links.module.css'
import { PageLink } from './page-link'

/** The list of the main navigation. It asks for the path itself, since a layout is not drawn anew when the page changes. */
export function NavLinks({ groups }: { readonly groups: readonly NavGroup[] }) {
  const path = usePathname()
  return groups.map((group) => (
    <div key={group.label ?? ''} className={styles.group}>
      {group.label && <p className={styles.label}>{group.label}</p>}
      <ul>
        {group.items.map(({ href, label, icon }) => (
          <li key={href}>
            <PageLink className={styles.link} href={href} aria-current={isUnder(path, href) ? 'page' : undefined}>
              <Icon name={icon} />
              {label}
            </PageLink>
          </li>
        ))}
      </ul>
    </div>
  ))
}

function isUnder(path: string, href: string): boolean {
  return path === href || (href !== '/' && path.startsWith(`${href}/`))
}
