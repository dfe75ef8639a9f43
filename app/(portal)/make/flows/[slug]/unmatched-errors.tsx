import { DetailsList } from '@/app/_components/details-list'
import { PageLink } from '@/app/_components/page-link'
import { Pane } from '@/app/_components/pane'
import { Time } from '@/app/_components/time'
import { SHORTEST_PATTERN } from '@/lib/drafts/edit-advice'
import { listUnmatchedErrors } from '@/lib/drafts/server/list-unmatched-errors'
import type { UnmatchedError } from '@/lib/drafts/unmatched-error'
import type { Viewer } from '@/lib/identity/viewer'
import { patternOf } from '@/lib/runs/error-group'
import styles from './editor.module.css'
import { partAddress } from './part'
import type { PartProps } from './part-props'

/** What went wrong lately without advice of the makers, most frequent first. */
export async function UnmatchedErrors({ opened, words, viewer }: PartProps & { readonly viewer: Viewer }) {
  const { make } = words
  const { slug } = opened.flow
  const errors = await listUnmatchedErrors(viewer, slug)
  return (
    <Pane title={make.unmatched}>
      <div className={styles.stack}>
        <p>{make.unmatchedLead}</p>
        {errors.length === 0 ? (
          <p>{make.noUnmatched}</p>
        ) : (
          <DetailsList
            label={make.unmatched}
            rows={errors}
            rowKey={({ group }) => group}
            plain
            columns={[
              { key: 'error', label: make.unmatchedError, cell: ({ group }) => <code>{group}</code> },
              { key: 'count', label: make.unmatchedCount, cell: ({ count }) => count, oneLine: true },
              { key: 'last', label: make.unmatchedLast, cell: ({ lastAt }) => <Time at={lastAt} />, oneLine: true },
              {
                key: 'run',
                label: make.unmatchedRun,
                cell: ({ run }) => run && <PageLink href={`/runs/${run.id}`}>{run.number}</PageLink>,
              },
              { key: 'tools', label: make.tools, hiddenLabel: true, cell: (error) => adviceLink(error, slug, make) },
            ]}
          />
        )}
      </div>
    </Pane>
  )
}

/** Begun with what finds all errors of the kind; where they have too little in common, with nothing. */
function adviceLink({ group }: UnmatchedError, slug: string, make: PartProps['words']['make']) {
  const found = patternOf(group)
  const pattern = found.length >= SHORTEST_PATTERN ? found : ''
  return (
    <PageLink href={`${partAddress(slug, 'failures', { pattern })}#error-advice-pattern`}>
      {make.writeAdvice}
      <span className="visually-hidden">: {group}</span>
    </PageLink>
  )
}
