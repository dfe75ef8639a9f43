import type { Words } from '@/lib/language/words'
import { EmptyState } from './empty-state'
import { LinkButton } from './link-button'
import { PageHead } from './page-head'

interface NotPermittedProps {
  /** The role that the page needs, where it is a role that is missing. */
  readonly needed: string | undefined
  readonly words: Pick<Words, 'problem' | 'shell'>
}

/** A page that the viewer's role does not include, and what to ask for. */
export function NotPermitted({ needed = '', words: { problem: words, shell } }: NotPermittedProps) {
  const roles: Readonly<Record<string, string>> = shell.roles
  const role = Object.hasOwn(roles, needed) ? roles[needed] : undefined
  return (
    <>
      <PageHead title={words.notPermittedTitle} />
      <EmptyState icon="lock" text={role ? words.notPermittedRole(role) : words.notPermittedText}>
        <LinkButton href="/">{words.home}</LinkButton>
      </EmptyState>
    </>
  )
}
