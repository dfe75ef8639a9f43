import { CommandBar } from '@/app/_components/command-bar'
import { EmptyState } from '@/app/_components/empty-state'
import { Live } from '@/app/_components/live'
import { MessageBar } from '@/app/_components/message-bar'
import { PageHead } from '@/app/_components/page-head'
import { PageLink } from '@/app/_components/page-link'
import { RunList } from '@/app/_components/run-list'
import { runListWords } from '@/app/_components/run-list-words'
import { SearchFilter } from '@/app/_components/search-filter'
import { Section } from '@/app/_components/section'
import { mendLink } from '@/app/_components/sign-in-again'
import { currentWords, pageViewer } from '@/app/_edge'
import { page, pageTitle } from '@/app/_page'
import { connectionProblem } from '@/lib/connections/server/connection-problem'
import { listFlows } from '@/lib/flows/server/list-flows'
import type { Words } from '@/lib/language/words'
import { parseRunQuery } from '@/lib/runs/run-query'
import { listMyRuns } from '@/lib/runs/server/list-runs'
import { favouriteAction } from './actions'
import { CredentialNotices } from './credential-notices'
import { type CardWords, FlowCards } from './flow-cards'
import { STARS } from './stars'

const RECENT = 8

export const generateMetadata = pageTitle(async () => (await currentWords()).home.title)

export default page(HomePage)

/** The flows that the viewer may run, and what they ran lately. */
async function HomePage({ searchParams }: PageProps<'/'>) {
  const viewer = await pageViewer('/')
  const { q } = await searchParams
  const text = typeof q === 'string' ? q : ''
  const { home: words, shell, runs: runWords, run, errors, adminNotices } = await currentWords()
  const [cards, recent, problem] = await Promise.all([
    listFlows(viewer),
    listMyRuns(viewer, parseRunQuery({}), { limit: RECENT }),
    connectionProblem(viewer),
  ])
  const cardWords = wordsOfCards(words)
  const favourites = cards.filter(({ favourite }) => favourite)
  return (
    <>
      <CommandBar
        label={shell.commands}
        moreLabel={shell.more}
        commands={[{ key: 'refresh', label: shell.refresh, icon: 'refresh', href: '/', plain: true }]}
      />
      <form id={STARS} action={favouriteAction} hidden />
      <PageHead title={words.title} text={words.lead} />
      <CredentialNotices viewer={viewer} words={adminNotices} />
      {problem && (
        <MessageBar
          tone="warning"
          title={errors[problem.code](problem.facts).title}
          action={mendLink(
            problem,
            { userName: viewer.userName, back: '/' },
            { signInAgain: run.signInAgain, connections: run.goToConnections },
          )}
        >
          {errors[problem.code](problem.facts).next}
        </MessageBar>
      )}
      {favourites.length > 0 && (
        <Section title={words.favourites}>
          <FlowCards cards={favourites} words={cardWords} />
        </Section>
      )}
      <Section title={words.flows}>
        {cards.length === 0 ? (
          <EmptyState icon="flow" text={words.empty} />
        ) : (
          <>
            <SearchFilter
              label={words.search}
              target="flow-cards"
              action="/"
              value={text}
              noneText={words.noneFound}
            />
            <FlowCards
              id="flow-cards"
              cards={cards.filter(({ title, description }) => fits(`${title} ${description}`, text))}
              words={cardWords}
            />
          </>
        )}
      </Section>
      <Section
        title={words.recentRuns}
        actions={recent.runs.length > 0 && <PageLink href="/runs">{words.allMyRuns}</PageLink>}
      >
        {recent.runs.length === 0 ? (
          <EmptyState icon="history" text={words.noRuns} />
        ) : (
          <RunList
            label={words.recentRuns}
            runs={recent.runs}
            words={runListWords(runWords)}
            now={Date.now()}
            columns={['flow', 'status', 'started', 'duration']}
          />
        )}
        <Live
          url="/api/runs?limit=8"
          version={recent.version}
          active={recent.active}
          stream="/api/live?runs=mine"
          now={Date.now()}
        />
      </Section>
    </>
  )
}

/** The texts that a card needs: what the browser gets beside the page. */
function wordsOfCards({ run, runFlow, neverRun, addFavourite, removeFavourite, statuses }: Words['home']): CardWords {
  return { run, runFlow, neverRun, addFavourite, removeFavourite, statuses }
}

function fits(text: string, words: string): boolean {
  const lower = text.toLowerCase()
  return words
    .toLowerCase()
    .split(/\s+/)
    .every((word) => lower.includes(word))
}
