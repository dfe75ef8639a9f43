import type { ComponentProps } from 'react'
import { type ButtonFace, buttonFace } from './button'
import { PageLink } from './page-link'

type LinkButtonProps = ButtonFace & Omit<ComponentProps<typeof PageLink>, 'className' | 'style'>

/** A link that looks like a button. */
export function LinkButton({ look, icon, label, children, ...rest }: LinkButtonProps) {
  return <PageLink {...rest} {...buttonFace({ look, icon, label, children })} />
}
