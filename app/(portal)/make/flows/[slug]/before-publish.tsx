import { PageLink } from '@/app/_components/page-link'
import { type DraftIssue, draftIssues } from '@/lib/drafts/draft-issues'
import { type Part, partAddress } from './part'
import type { PartProps } from './part-props'

const PART_OF: Readonly<Record<DraftIssue['kind'], Part>> = {
  nobody: 'people',
  unmapped: 'job',
  unknown_input: 'job',
  condition: 'fields',
  source: 'fields',
  many_read: 'fields',
  no_title: 'details',
  no_contact: 'details',
  no_warehouse: 'job',
  no_statement: 'job',
  unbound: 'job',
}

/** What is still to be done, each with the way there. */
export function BeforePublish({ opened: { flow, content }, words: { make: words } }: PartProps) {
  const issues = draftIssues(content)
  if (issues.length === 0) return <p>{words.ready}</p>
  return (
    <ul>
      {issues.map(({ kind, name = '' }) => (
        <li key={`${kind} ${name}`}>
          <PageLink href={partAddress(flow.slug, PART_OF[kind])}>{words.issues[kind](name)}</PageLink>
        </li>
      ))}
    </ul>
  )
}
