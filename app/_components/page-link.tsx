import type { Route } from 'next'
import Link from 'next/link'
import type { ComponentProps } from 'react'
import { LinkPending } from './link-pending'

interface PageLinkProps extends Omit<ComponentProps<typeof Link>, 'href' | 'prefetch' | 'style'> {
  /** A path of ours. It often comes from data, so the list of known routes cannot check it. */
  readonly href: string
}

/** A link inside the portal that fetches nothing before it is pressed: lists and navigation show dozens of them. */
export function PageLink({ href, children, ...rest }: PageLinkProps) {
  return (
    <Link {...rest} href={href as Route} prefetch={false}>
      {children}
      <LinkPending />
    </Link>
  )
}
