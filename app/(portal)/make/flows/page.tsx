import { Badge } from '@/app/_components/badge'
import { CommandBar } from '@/app/_components/command-bar'
import { type Column, DetailsList } from '@/app/_components/details-list'
import { EmptyState } from '@/app/_components/empty-state'
import { LinkButton } from '@/app/_components/link-button'
import { PageHead } from '@/app/_components/page-head'
import { PageLink } from '@/app/_components/page-link'
import { Time } from '@/app/_components/time'
import { currentWords, pageViewer } from '@/app/_edge'
import { page, pageTitle } from '@/app/_page'
import { type MadeFlowRow, MOST_COUNTED } from '@/lib/drafts/made-flow-row'
import { listMadeFlows } from '@/lib/drafts/server/open-draft'
import type { Words } from '@/lib/language/words'

export const generateMetadata = pageTitle(async () => (await currentWords()).make.flows)

export default page(MadeFlowsPage)

/** The flows that the viewer makes. */
async function MadeFlowsPage() {
  const viewer = await pageViewer('/make/flows')
  const flows = await listMadeFlows(viewer)
  const { make: words, shell } = await currentWords()
  return (
    <>
      <CommandBar
        label={shell.commands}
        moreLabel={shell.more}
        commands={[
          { key: 'new', label: words.newFlow, icon: 'add', href: '/make/flows/new' },
          { key: 'refresh', label: shell.refresh, icon: 'refresh', href: '/make/flows', plain: true },
        ]}
      />
      <PageHead title={words.flows} text={words.flowsLead} />
      {flows.length === 0 ? (
        <EmptyState icon="flow" text={words.none}>
          <LinkButton href="/make/flows/new" look="primary">
            {words.newFlow}
          </LinkButton>
        </EmptyState>
      ) : (
        <DetailsList label={words.list} columns={columnsOf(words)} rows={flows} rowKey={({ slug }) => slug} />
      )}
    </>
  )
}

function columnsOf(words: Words['make']): readonly Column<MadeFlowRow>[] {
  return [
    {
      key: 'name',
      label: words.columns.name,
      cell: ({ slug, title }) => <PageLink href={`/make/flows/${slug}`}>{title}</PageLink>,
    },
    { key: 'status', label: words.columns.status, cell: (row) => <State row={row} words={words} /> },
    { key: 'connector', label: words.columns.connector, cell: ({ connector }) => connector },
    { key: 'contact', label: words.columns.contact, cell: ({ owner }) => owner },
    {
      key: 'modified',
      label: words.columns.modified,
      cell: ({ updatedAt }) => <Time at={updatedAt} />,
      oneLine: true,
    },
    { key: 'week', label: words.columns.week, cell: (row) => week(row, words) },
  ]
}

function State({ row, words }: { readonly row: MadeFlowRow; readonly words: Words['make'] }) {
  if (row.version === 0) {
    return (
      <Badge tone="neutral" icon="edit">
        {words.states.draft}
      </Badge>
    )
  }
  const on = row.state === 'on'
  return (
    <Badge tone={on ? 'success' : 'neutral'} icon={on ? 'status-success' : 'stop'}>
      {row.hasDraft ? `${words.states[row.state]}, ${words.changed}` : words.states[row.state]}
    </Badge>
  )
}

function week({ runs, failures }: MadeFlowRow, words: Words['make']): string {
  return words.runs(runs >= MOST_COUNTED ? words.manyRuns(MOST_COUNTED) : String(runs), failures)
}
