import type { ComponentProps } from 'react'
import { type ButtonLook, buttonFace } from './button'
import { DialogOpener } from './dialog-opener'
import type { IconName } from './icon-names'

interface OpenButtonProps extends Omit<ComponentProps<typeof DialogOpener>, 'className'> {
  readonly look?: ButtonLook | undefined
  readonly icon?: IconName | undefined
  /** With `label` and no children, the button shows its icon alone. */
  readonly label?: string | undefined
}

/** A button that opens a <Panel> or a <Confirm>. */
export function OpenButton({ look, icon, label, children, ...rest }: OpenButtonProps) {
  return <DialogOpener {...rest} {...buttonFace({ look, icon, label, children })} />
}
