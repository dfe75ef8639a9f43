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
  many_files: 'fields',
  no_title: 'details',
  no_contact: 'details',
  no_warehouse: 'job',
  no_statement: 'job',
  unbound: 'job',
  secret: 'job',
  unnamed: 'job',
  same_name: 'job',
  first: 'job',
  later: 'job',
  not_awaited: 'job',
  secret_results: 'job',
  other_kind: 'job',
}

/** What is still to be done, each with the way there. */
export function BeforePublish({ opened: { flow, content }, words: { make: words } }: PartProps) {
  const issues = draftIssues(content)
  if (issues.length === 0) return <p>{words.ready}</p>
  return (
    <ul>
      {issues.map((issue) => (
        <li key={`${issue.kind} ${issue.name} ${issue.step}`}>
          <PageLink href={partAddress(flow.slug, PART_OF[issue.kind], issue.step ? { step: issue.step } : {})}>
            {said(issue, words)}
          </PageLink>
        </li>
      ))}
    </ul>
  )
}

function said({ kind, name = '', step }: DraftIssue, words: PartProps['words']['make']): string {
  const what = words.issues[kind](name)
  return step === undefined ? what : words.ofStep(step, what)
}
