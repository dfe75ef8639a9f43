import type { ReactNode } from 'react'
import { DialogOpener } from './dialog-opener'
import { Icon } from './icon'
import type { IconName } from './icon-names'
import styles from './menu.module.css'
import { PageLink } from './page-link'

export interface MenuItem {
  readonly key: string
  readonly label: string
  readonly icon?: IconName
  /** One of: a page, a dialog's id, a form's id. */
  readonly href?: string
  readonly opens?: string
  readonly form?: string
  /** Posted with the form. */
  readonly name?: string
  readonly value?: string
}

interface MenuProps {
  /** Unique on the page. */
  readonly id: string
  readonly label: string
  readonly items: readonly MenuItem[]
}

/** A button with "..." and a popover of links and buttons. Escape and a press outside close it by themselves. */
export function Menu({ id, label, items }: MenuProps) {
  return (
    <>
      <button type="button" className={styles.opener} popoverTarget={id} aria-label={label} title={label}>
        <Icon name="more" />
      </button>
      <ul id={id} popover="auto" className={styles.menu} aria-label={label}>
        {items.map((item) => (
          <li key={item.key}>{entry(item)}</li>
        ))}
      </ul>
    </>
  )
}

function entry({ label, icon, href, opens, form, name, value }: MenuItem): ReactNode {
  const face = (
    <>
      {icon && <Icon name={icon} />}
      {label}
    </>
  )
  if (href) {
    return <PageLink href={href}>{face}</PageLink>
  }
  if (opens) return <DialogOpener dialog={opens}>{face}</DialogOpener>
  return (
    <button type="submit" form={form} name={name} value={value}>
      {face}
    </button>
  )
}
