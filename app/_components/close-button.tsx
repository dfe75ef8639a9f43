import { Button } from './button'

interface CloseButtonProps {
  readonly dialog: string
  readonly label: string
  /** Only the cross, with the label for readers. */
  readonly iconOnly?: boolean
}

/** Closes the dialog that it stands in. */
export function CloseButton({ dialog, label, iconOnly = false }: CloseButtonProps) {
  const command = { command: 'request-close', commandfor: dialog, 'data-close': true }
  if (iconOnly) return <Button {...command} look="subtle" icon="close" label={label} />
  return <Button {...command}>{label}</Button>
}
