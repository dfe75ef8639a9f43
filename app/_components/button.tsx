import type { ComponentProps, ReactNode } from 'react'
import styles from './button.module.css'
import { Icon } from './icon'
import type { IconName } from './icon-names'
import { PageLink } from './page-link'

export type ButtonLook = 'danger' | 'default' | 'primary' | 'subtle'

interface ButtonFace {
  readonly look?: ButtonLook | undefined
  readonly icon?: IconName | undefined
  /** With `label` and no children, the button shows its icon alone. */
  readonly label?: string | undefined
  readonly children?: ReactNode
}

type ButtonProps = ButtonFace & Omit<ComponentProps<'button'>, 'className' | 'style'>
type LinkButtonProps = ButtonFace & Omit<ComponentProps<typeof PageLink>, 'className' | 'style'>

export function Button({ look = 'default', icon, label, children, type = 'button', ...rest }: ButtonProps) {
  return (
    <button
      {...rest}
      type={type}
      className={styles.button}
      data-look={look}
      aria-label={label}
      title={children ? undefined : label}
    >
      {icon && <Icon name={icon} />}
      {children}
    </button>
  )
}

/** A link that looks like a button. */
export function LinkButton({ look = 'default', icon, label, children, ...rest }: LinkButtonProps) {
  return (
    <PageLink
      {...rest}
      className={styles.button}
      data-look={look}
      aria-label={label}
      title={children ? undefined : label}
    >
      {icon && <Icon name={icon} />}
      {children}
    </PageLink>
  )
}
