import type { ComponentProps, ReactNode } from 'react'
import styles from './button.module.css'
import { Icon } from './icon'
import type { IconName } from './icon-names'

/** `command` is the look inside a command bar. */
export type ButtonLook = 'command' | 'danger' | 'default' | 'primary' | 'subtle'

export interface ButtonFace {
  readonly look?: ButtonLook | undefined
  readonly icon?: IconName | undefined
  /** With `label` and no children, the button shows its icon alone. */
  readonly label?: string | undefined
  readonly children?: ReactNode
}

type ButtonProps = ButtonFace & Omit<ComponentProps<'button'>, 'className' | 'style'>

export function Button({ look, icon, label, children, type = 'button', ...rest }: ButtonProps) {
  return <button {...rest} {...buttonFace({ look, icon, label, children })} type={type} />
}

/** The attributes and the content that make any element look like a button of ours. */
export function buttonFace({ look = 'default', icon, label, children }: ButtonFace) {
  return {
    className: styles.button,
    'data-look': look,
    'data-bare': children ? undefined : true,
    ...(label && { 'aria-label': label }),
    ...(label && !children && { title: label }),
    children: (
      <>
        {icon && <Icon name={icon} />}
        {children}
      </>
    ),
  }
}
