import { cache } from 'react'
import { Breadcrumbs } from '@/app/_components/breadcrumbs'
import { Button } from '@/app/_components/button'
import { DetailsList } from '@/app/_components/details-list'
import { EmptyState } from '@/app/_components/empty-state'
import { MessageBar } from '@/app/_components/message-bar'
import { PageHead } from '@/app/_components/page-head'
import { RunTable } from '@/app/_components/run-table'
import { Section } from '@/app/_components/section'
import { StatusBadge } from '@/app/_components/status-badge'
import { currentWords, pageViewer } from '@/app/_edge'
import { page, pageTitle } from '@/app/_page'
import type { FlowCard } from '@/lib/flows/server/list-flows'
import type { Words } from '@/lib/language/words'
import { seeHomeOf } from '@/lib/people/server/see-as'

type Props = PageProps<'/admin/people/[personId]/home'>

/** The title and the page ask for the same: once. */
const opened = cache(async (personId: string) => {
  return seeHomeOf(await pageViewer(`/admin/people/${personId}/home`), personId)
})

export const generateMetadata = pageTitle(async ({ params }: Props) => {
  const { person } = await opened((await params).personId)
  return (await currentWords()).people.homeTitle(person.displayName)
})

export default page(HomeAsTheySeeIt)

/** Somebody's Home, to look at: nothing on it can be pressed. For Admins. */
async function HomeAsTheySeeIt({ params }: Props) {
  const { person, cards, runs, problem } = await opened((await params).personId)
  const words = await currentWords()
  const { people: text, shell, errors } = words
  const isLetIn = person.roles.length > 0
  return (
    <>
      <Breadcrumbs
        label={shell.breadcrumb}
        trail={[
          { href: '/admin/people', label: text.title },
          { href: `/admin/people/${person.id}`, label: person.displayName },
        ]}
        current={text.home}
      />
      <PageHead title={text.homeTitle(person.displayName)} text={text.homeLead} />
      {!isLetIn && <MessageBar tone="warning">{text.homeNoRole}</MessageBar>}
      {problem && (
        <MessageBar tone="warning" title={errors[problem.code](problem.facts).title}>
          {errors[problem.code](problem.facts).next}
        </MessageBar>
      )}
      <Section title={text.flows}>
        {cards.length === 0 ? (
          <EmptyState icon="flow" text={text.homeEmpty} />
        ) : (
          <SeenFlows cards={cards} words={words} />
        )}
      </Section>
      <Section title={text.recentRuns}>
        {runs.length === 0 ? (
          <EmptyState icon="history" text={text.noRuns} />
        ) : (
          <RunTable
            label={text.recentRuns}
            runs={runs}
            columns={['flow', 'run', 'status', 'started', 'duration']}
            words={words.runs}
            now={Date.now()}
          />
        )}
      </Section>
    </>
  )
}

/** The flows in their order, each with its button, which is dead. */
function SeenFlows({ cards, words }: { readonly cards: readonly FlowCard[]; readonly words: Words }) {
  const { people: text, home } = words
  return (
    <DetailsList
      label={text.flows}
      rows={cards}
      rowKey={({ slug }) => slug}
      columns={[
        { key: 'flow', label: text.flow, cell: ({ title }) => title },
        { key: 'description', label: home.flows, cell: ({ description }) => description },
        {
          key: 'last',
          label: words.runs.status,
          cell: ({ lastRun }) =>
            lastRun ? <StatusBadge status={lastRun.status} label={home.statuses[lastRun.status]} /> : home.neverRun,
        },
        {
          key: 'run',
          label: text.run,
          hiddenLabel: true,
          cell: ({ title }) => (
            <Button icon="play" disabled title={text.cannotPress} aria-label={home.runFlow.replace('{title}', title)}>
              {home.run}
            </Button>
          ),
        },
      ]}
    />
  )
}
